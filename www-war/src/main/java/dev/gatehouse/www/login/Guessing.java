package dev.gatehouse.www.login;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.session.GuessStore;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows down whoever guesses passwords. Failures are counted for the account, for the address, and for both
 * together; too many of one lock that one out for a while. Nobody can lock out somebody else: a browser that
 * was logged in to the account, and an address from which it was, are held only against what they did
 * themselves. It makes no difference whether there is such an account. Any thread.
 */
public final class Guessing {
    private static final Logger log = LoggerFactory.getLogger(Guessing.class);

    /** How long an address is remembered from which somebody has logged in. */
    private static final Duration KNOWN = Duration.ofDays(90);

    /** When to come again where too many passwords are being looked at. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /**
     * So many times as often may all known ones of an account fail together: each is held against what it did
     * itself, but whoever has a namesake's account at another way in can make known ones without end.
     */
    private static final int TOGETHER = 5;

    /** Of an IPv6 address, the part that one household has for itself alone. */
    private static final int PREFIX = 8;

    /**
     * @param failures so many lock out; zero: never
     * @param pause how long, and within what time so many failures must have come
     * @param neverLocked accounts that are not locked as such; an address that guesses still is
     */
    public record Settings(int failures, Duration pause, Set<String> neverLocked) {
        public static final Settings USUAL = new Settings(10, Duration.ofMinutes(10), Set.of());

        public Settings {
            neverLocked = Set.copyOf(neverLocked);
        }
    }

    /**
     * Who tries.
     *
     * @param name the user name that was typed
     * @param cookie which browser it is, if this very account was logged in to there with a password; else empty
     * @param realm by which way in that was, where it is known
     */
    record Try(String name, String address, String cookie, String realm) {
        Try(String name, String address, String cookie) {
            this(name, address, cookie, "");
        }
    }

    /** So many logins wait at a time for a place that others hold; one more is refused at once. */
    private static final int WAITING = 16;

    /** How long one waits for it before it is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What is released on another node is not heard of here. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Semaphore waiting = new Semaphore(WAITING);
    private final Semaphore released = new Semaphore(0);
    private final GuessStore store;
    private final Settings settings;
    private final InstantSource clock;
    private final Set<String> neverLocked = new LinkedHashSet<>();

    public Guessing(GuessStore store, Settings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        settings.neverLocked().forEach(name -> neverLocked.add(account(name)));
    }

    /**
     * Looks at a password, unless there were too many failures. Those that are being looked at are counted
     * with the failures until they are over: who asks for many at once gets no more looks than one by one.
     * One more than that waits, a few seconds at most.
     *
     * @param look what is done about it; says {@link #failed} where it was wrong
     * @throws LoginRefused where there were too many
     */
    <T> T look(Try who, Supplier<T> look) {
        if (settings.failures() == 0) {
            return look.get();
        }
        Instant now = clock.instant();
        List<GuessStore.Guesser> places = guessers(against(who, now), who);
        List<GuessStore.Guesser> together = guessers(together(who, now), who);
        hold(places, settings.failures(), who);
        try {
            hold(together, mostTogether(), who);
            try {
                return look.get();
            } finally {
                release(together);
            }
        } finally {
            release(places);
        }
    }

    /** Where all places are taken but nobody is locked out, it waits for one: the others may well be right. */
    private void hold(List<GuessStore.Guesser> places, int most, Try who) {
        if (store.hold(places, most, settings.pause(), clock.instant())) {
            return;
        }
        Optional<Duration> locked = wait(who);
        if (locked.isPresent() || !waiting.tryAcquire()) {
            throw LoginRefused.tooManyFailures(locked.orElse(SOON));
        }
        try {
            long since = System.nanoTime();
            do {
                awaitRelease();
                if (store.hold(places, most, settings.pause(), clock.instant())) {
                    return;
                }
                locked = wait(who);
            } while (locked.isEmpty() && System.nanoTime() - since < PATIENCE.toNanos());
            throw LoginRefused.tooManyFailures(locked.orElse(SOON));
        } finally {
            waiting.release();
        }
    }

    private void awaitRelease() {
        try {
            // It makes no difference whether this was a release: there may have been one before it.
            boolean unused = released.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LoginRefused.tooManyFailures(SOON);
        }
    }

    private int mostTogether() {
        return settings.failures() * TOGETHER;
    }

    /** All that are known to the account by the same way in; nobody, of a stranger. */
    private Set<String> together(Try who, Instant now) {
        String account = account(who.name());
        return who.name().isEmpty() || neverLocked.contains(account) || !known(who, now)
                ? Set.of()
                : Set.of("known:" + Secrets.sha256(account + " " + who.realm()));
    }

    private void release(List<GuessStore.Guesser> places) {
        if (places.isEmpty()) {
            return;
        }
        try {
            store.release(places);
        } catch (Unavailable e) {
            // Whatever came of it came of it; the places are free again after the pause.
            log.warn("places of a login cannot be given back: {}", e.getMessage());
        }
        if (released.availablePermits() < WAITING) {
            released.release();
        }
    }

    /** How long he has to wait before his password is looked at; empty: not at all. */
    Optional<Duration> wait(Try who) {
        if (settings.failures() == 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Set<String> against = new LinkedHashSet<>(against(who, now));
        against.addAll(together(who, now));
        return store.locked(against, now).values().stream()
                .max(Instant::compareTo)
                .map(until -> Duration.between(now, until));
    }

    /** Gives what is locked out by this very failure: {@code account}, {@code address}, {@code client}. */
    List<String> failed(Try who) {
        if (settings.failures() == 0) {
            return List.of();
        }
        Instant now = clock.instant();
        Set<String> counted = new LinkedHashSet<>(List.of(address(who.address())));
        if (!who.name().isEmpty()) {
            counted.add(own(who));
            if (!known(who, now)) {
                counted.addAll(shared(who));
            }
        }
        Set<String> locked =
                new TreeSet<>(
                        store.failed(
                                guessers(counted, who),
                                settings.failures(),
                                settings.pause(),
                                now));
        List<GuessStore.Guesser> together = guessers(together(who, now), who);
        if (!together.isEmpty()) {
            locked.addAll(store.failed(together, mostTogether(), settings.pause(), now));
        }
        return locked.stream().map(guesser -> guesser.substring(0, guesser.indexOf(':'))).toList();
    }

    /** How long an address has to wait that has brought too many API tokens that nobody knows. */
    Optional<Duration> waitWithTokens(String address) {
        if (settings.failures() == 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return store.locked(Set.of(ofTokens(address)), now).values().stream()
                .max(Instant::compareTo)
                .map(until -> Duration.between(now, until));
    }

    /** Counts an API token that nobody knows; true where the address has brought too many now. */
    boolean failedWithToken(String address) {
        return settings.failures() > 0
                && !store.failed(
                                List.of(new GuessStore.Guesser(ofTokens(address), "")),
                                settings.failures(),
                                settings.pause(),
                                clock.instant())
                        .isEmpty();
    }

    private static String ofTokens(String address) {
        return "tokens:" + address(address).substring("address:".length());
    }

    void succeeded(Try who) {
        if (settings.failures() > 0) {
            store.succeeded(client(who), own(who), clock.instant());
        }
    }

    /** Lets an account in again, also from where it was tried; gives how much there was against it. */
    public int forgive(String name) {
        return store.forgive(account(name));
    }

    void purge() {
        Instant now = clock.instant();
        Duration kept = settings.pause().multipliedBy(2);
        // What MailLimit counts is in the same table, for longer.
        store.purge(
                now.minus(kept.compareTo(MailLimit.KEPT) < 0 ? MailLimit.KEPT : kept),
                now.minus(KNOWN));
    }

    /** Without a name there is but the address: nameless ones of other addresses are others. */
    private Set<String> against(Try who, Instant now) {
        if (who.name().isEmpty()) {
            return Set.of(address(who.address()));
        }
        Set<String> against = new LinkedHashSet<>(List.of(own(who)));
        if (!known(who, now)) {
            against.addAll(shared(who));
        }
        return against;
    }

    private boolean known(Try who, Instant now) {
        return !who.cookie().isEmpty() || store.isKnown(client(who), now.minus(KNOWN));
    }

    /** What an address did is no account's alone. */
    private static List<GuessStore.Guesser> guessers(Collection<String> names, Try who) {
        return names.stream()
                .map(
                        name ->
                                new GuessStore.Guesser(
                                        name,
                                        name.startsWith("address:") ? "" : account(who.name())))
                .toList();
    }

    /** What is held against this client alone. */
    private static String own(Try who) {
        return who.cookie().isEmpty()
                ? "client:" + client(who)
                : "client:" + Secrets.sha256("cookie " + who.cookie());
    }

    /** What others may have a part in. */
    private Collection<String> shared(Try who) {
        Set<String> shared = new LinkedHashSet<>();
        shared.add(address(who.address()));
        String account = account(who.name());
        if (!neverLocked.contains(account)) {
            shared.add(account);
        }
        return shared;
    }

    private static String client(Try who) {
        return Secrets.sha256(account(who.name()) + " " + address(who.address()));
    }

    /** Directories take a name in any case: that must not give more tries. */
    private static String account(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
        return "account:" + Secrets.sha256(folded.toLowerCase(Locale.ROOT));
    }

    /** A text of at most 80 characters: whoever has this address has all that are behind it. */
    static String address(String given) {
        // Containers give IPv6 in brackets, with a scope or without.
        String address = given.replaceAll("^\\[|]$", "").replaceFirst("%.*", "");
        try {
            // Digits and colons alone: nothing is asked of a name server.
            if (address.matches("[0-9a-fA-F:.]+")
                    && address.contains(":")
                    && InetAddress.getByName(address) instanceof Inet6Address six) {
                StringBuilder prefix = new StringBuilder("address:");
                for (int i = 0; i < PREFIX; i++) {
                    prefix.append(String.format("%02x", six.getAddress()[i]));
                }
                return prefix.toString();
            }
        } catch (UnknownHostException e) {
            // Then it is taken as it is.
        }
        return "address:" + (address.length() > 64 ? Secrets.sha256(address) : address);
    }
}
