package dev.gatehouse.bench;

import java.util.List;

/**
 * One kind of load: requests that are sent in turn, over and over.
 *
 * @param name as the table says it
 * @param barred whether the bars of {@link Report} hold for it: single rows, and pages of 20 to 100 rows
 * @param connections how many ask at the same time
 * @param requests what they ask
 */
record Workload(String name, boolean barred, int connections, List<Ask> requests) {
    static final int USUAL_CONNECTIONS = 16;

    /**
     * @param authorization sent instead of the session's cookie; empty for the cookie
     * @param body empty for GET
     */
    record Ask(String path, String authorization, String body) {}

    Workload {
        requests = List.copyOf(requests);
    }

    static Workload of(String name, boolean barred, String... paths) {
        return new Workload(
                name,
                barred,
                USUAL_CONNECTIONS,
                List.of(paths).stream().map(path -> new Ask(path, "", "")).toList());
    }

    /** The same asked by so many at a time. */
    Workload by(int newConnections) {
        return new Workload(name, barred, newConnections, requests);
    }

    boolean reads() {
        return requests.stream()
                .allMatch(ask -> ask.body().isEmpty() && ask.authorization().isEmpty());
    }
}
