package dev.gatehouse.www.login.accounts;

import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a new password must be like: long enough, and not among the first that anybody would try. Which kinds
 * of characters it has is nobody's business. Any thread.
 */
public final class PasswordPolicy {
    /** No shorter least length can be configured. */
    public static final int FLOOR = 8;

    /** Hashing a longer one gains nothing. */
    private static final int LONGEST = 256;

    /**
     * As hard to find as so many digits that were drawn by lot; a shorter password, as its own number of them.
     * Common passwords, names, dates, keys in a row, and three of these together are easier.
     */
    private static final int DIGITS = 10;

    /** Estimating takes the square of the length; what comes behind can only help. */
    private static final int ESTIMATED = 100;

    /**
     * @param shortest in characters, whatever they take in bytes
     * @param words of this server that nobody may build a password of
     * @param refused one password a line, none of which may be used; null: no such file
     */
    public record Settings(int shortest, List<String> words, @Nullable Path refused) {
        public static final Settings USUAL = new Settings(15, List.of(), null);

        public Settings {
            words = List.copyOf(words);
        }
    }

    private final Settings settings;
    private final Supplier<Collection<String>> context;
    private @Nullable Zxcvbn estimator;

    /**
     * @param context words of this server that may change: builders, workers, projects
     */
    public PasswordPolicy(Settings settings, Supplier<Collection<String>> context) {
        this.settings = settings;
        this.context = context;
    }

    public int shortest() {
        return settings.shortest();
    }

    /**
     * What is wrong with it, in a sentence for whoever has typed it; empty: nothing.
     *
     * @param own the account's name, address and full name
     */
    public Optional<String> fault(String password, Collection<String> own) {
        int length = password.codePointCount(0, password.length());
        if (length < settings.shortest()) {
            return Optional.of(
                    "the password needs at least "
                            + settings.shortest()
                            + " characters, this one has "
                            + length);
        }
        if (length > LONGEST) {
            return Optional.of("the password may have at most " + LONGEST + " characters");
        }
        if (isRefused(password) || isGuessable(password, own)) {
            return Optional.of(
                    "the password is too easy to guess: it is a common one, or made of names, dates,"
                            + " neighbouring keys or repetitions");
        }
        return Optional.empty();
    }

    private boolean isGuessable(String password, Collection<String> own) {
        int length = password.codePointCount(0, password.length());
        int end = password.offsetByCodePoints(0, Math.min(ESTIMATED, length));
        List<String> words = new ArrayList<>(settings.words());
        context.get().forEach(word -> addParts(words, word));
        own.forEach(word -> addParts(words, word));
        Strength strength = estimator().measure(password.substring(0, end), words);
        try {
            return strength.getGuesses() < Math.pow(10, Math.min(DIGITS, length));
        } finally {
            strength.wipe();
        }
    }

    /** {@code alice.jones@example.org} is three words more. */
    private static void addParts(List<String> words, String word) {
        if (!word.isBlank()) {
            words.add(word);
            for (String part : word.split("[^\\p{L}\\p{N}]+")) {
                if (part.length() > 2) {
                    words.add(part);
                }
            }
        }
    }

    /** It reads its dictionaries, some megabytes, when the first password is chosen. */
    private synchronized Zxcvbn estimator() {
        if (estimator == null) {
            estimator = new Zxcvbn();
        }
        return estimator;
    }

    private boolean isRefused(String password) {
        Path file = settings.refused();
        if (file == null) {
            return false;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return lines.lines().anyMatch(password::equals);
        } catch (IOException | java.io.UncheckedIOException e) {
            // Better no new password than one of those that leaked.
            throw new dev.gatehouse.data.Unavailable(
                    "the list of refused passwords cannot be read; no password can be chosen now");
        }
    }
}
