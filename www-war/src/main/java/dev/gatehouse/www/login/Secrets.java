package dev.gatehouse.www.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What sessions are signed with, and what they were signed with until a while ago.
 *
 * @param current at least 32 printable ASCII characters, the database's {@code session_secret}
 * @param former still taken for a while
 */
public record Secrets(String current, List<Former> former) {
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{32,}");

    /**
     * @param until when tokens that were signed with it are worth nothing
     */
    public record Former(String secret, Instant until) {
        public Former {
            require(secret);
        }

        @Override
        public String toString() {
            return "a former secret, until " + until;
        }
    }

    public Secrets {
        require(current);
        former = List.copyOf(former);
    }

    public static Secrets of(String current) {
        return new Secrets(current, List.of());
    }

    /** What the current one gives, or else the first of the former ones that gives anything. */
    <T> Optional<T> tried(Function<String, Optional<T>> with) {
        return Stream.concat(Stream.of(current), former.stream().map(Former::secret))
                .flatMap(secret -> with.apply(secret).stream())
                .findFirst();
    }

    private static void require(String secret) {
        if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "the session secret must be 32 or more printable ASCII characters");
        }
    }

    /** A name for the current one that tells nothing of it. */
    String fingerprint() {
        return fingerprint(current);
    }

    static String fingerprint(String secret) {
        return sha256("session_secret " + secret).substring(0, 16);
    }

    /** As 64 hexadecimal digits. */
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Never shows one. */
    @Override
    public String toString() {
        return "secrets " + fingerprint();
    }
}
