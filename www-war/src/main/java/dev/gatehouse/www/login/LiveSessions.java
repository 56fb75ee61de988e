package dev.gatehouse.www.login;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions, or API tokens, that were in use of late, so that a request costs no look at the database. Bounded: the one
 * used longest ago makes room, and is read again when it comes back. Any thread.
 */
final class LiveSessions<T extends Live> {
    private final Map<String, T> byHash;

    LiveSessions(int bound) {
        byHash =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                        return size() > bound;
                    }
                };
    }

    synchronized Optional<T> get(String hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    /** Gives the one that is kept: the first, where two came at once. */
    synchronized T keep(T one) {
        T first = byHash.putIfAbsent(one.hash(), one);
        return first == null ? one : first;
    }

    /** Nothing where another has come in its place. */
    synchronized void forget(T one) {
        byHash.remove(one.hash(), one);
    }

    synchronized List<T> all() {
        return new ArrayList<>(byHash.values());
    }
}
