package dev.gatehouse.www.avatar;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the configured methods for a picture, in their order, and keeps what other servers answered. Safe for
 * use by many threads.
 *
 * <p>Kept are {@value #KEPT} answers for people who have logged in and as many for all others, so that strangers
 * cannot push out what colleagues look at; the one used longest ago makes room. At most {@value #AT_ONCE} questions
 * are asked at once, {@value #STRANGERS_AT_ONCE} of them for strangers; who finds no turn within {@value #PATIENCE_MILLIS} ms gets
 * no picture this time.
 */
public final class Avatars implements AutoCloseable {
    static final int KEPT = 500;
    static final int AT_ONCE = 6;
    static final int STRANGERS_AT_ONCE = 3;
    static final long PATIENCE_MILLIS = 3000;

    /** A larger picture is sent and not kept. */
    private static final int MAX_KEPT_PICTURE = 32 << 10;

    private static final Duration FOUND = Duration.ofHours(1);
    private static final Duration NOT_FOUND = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(Avatars.class);

    private final List<AvatarMethod> methods;
    private final InstantSource clock;
    private final Semaphore questions = new Semaphore(AT_ONCE, true);
    private final Semaphore strangersQuestions = new Semaphore(STRANGERS_AT_ONCE, true);
    private final Map<Wanted, Known> ofPeople = bounded();
    private final Map<Wanted, Known> ofStrangers = bounded();

    private record Known(Optional<Avatar> avatar, Instant until) {}

    public Avatars(List<AvatarMethod> methods, InstantSource clock) {
        this.methods = List.copyOf(methods);
        this.clock = clock;
    }

    private static Map<Wanted, Known> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Wanted, Known> eldest) {
                return size() > KEPT;
            }
        };
    }

    /** Where pictures come from that browsers fetch themselves. */
    public List<String> pictureHosts() {
        return methods.stream().flatMap(method -> method.pictureHosts().stream()).toList();
    }

    /** The picture; empty when nobody has one. */
    Optional<Avatar> find(Wanted wanted, boolean stranger) {
        if (wanted.nobody()) {
            return Optional.empty();
        }
        Optional<Known> known = known(wanted, stranger);
        if (known.isPresent()) {
            return known.get().avatar();
        }
        boolean keeps = methods.stream().anyMatch(AvatarMethod::asksOthers);
        if (!keeps) {
            return ask(wanted).avatar();
        }
        Semaphore turns = stranger ? strangersQuestions : questions;
        if (!entered(turns)) {
            return Optional.empty();
        }
        try {
            Known found = ask(wanted);
            keep(wanted, stranger, found);
            return found.avatar();
        } finally {
            turns.release();
        }
    }

    private static boolean entered(Semaphore turns) {
        try {
            return turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Known ask(Wanted wanted) {
        boolean certain = true;
        for (AvatarMethod method : methods) {
            try {
                Optional<Avatar> found = method.find(wanted);
                if (found.isPresent()) {
                    return new Known(found, clock.instant().plus(certain ? FOUND : NOT_FOUND));
                }
            } catch (IOException e) {
                certain = false;
                log.warn("no pictures from {}: {}", method.name(), e.getMessage());
            }
        }
        return new Known(Optional.empty(), clock.instant().plus(NOT_FOUND));
    }

    private Map<Wanted, Known> kept(boolean stranger) {
        return stranger ? ofStrangers : ofPeople;
    }

    private Optional<Known> known(Wanted wanted, boolean stranger) {
        Map<Wanted, Known> kept = kept(stranger);
        synchronized (kept) {
            return Optional.ofNullable(kept.get(wanted))
                    .filter(known -> clock.instant().isBefore(known.until()));
        }
    }

    private void keep(Wanted wanted, boolean stranger, Known found) {
        boolean large =
                found.avatar()
                        .filter(
                                avatar ->
                                        avatar instanceof Avatar.Picture picture
                                                && picture.length() > MAX_KEPT_PICTURE)
                        .isPresent();
        if (large) {
            return;
        }
        Map<Wanted, Known> kept = kept(stranger);
        synchronized (kept) {
            kept.put(wanted, found);
        }
    }

    @Override
    public void close() {
        methods.forEach(AvatarMethod::close);
    }
}
