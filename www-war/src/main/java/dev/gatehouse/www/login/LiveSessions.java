package dev.gatehouse.www.login;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions that were in use of late, so that a request costs no look at the database. Bounded: the one
 * used longest ago makes room, and is read again when it comes back. Any thread.
 */
final class LiveSessions {
    private final Map<String, Session> byHash;

    LiveSessions(int bound) {
        byHash =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
                        return size() > bound;
                    }
                };
    }

    synchronized Optional<Session> get(String hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    /** Gives the one that is kept: the first, where two came at once. */
    synchronized Session keep(Session session) {
        Session first = byHash.putIfAbsent(session.hash(), session);
        return first == null ? session : first;
    }

    synchronized List<Session> all() {
        return new ArrayList<>(byHash.values());
    }
}
