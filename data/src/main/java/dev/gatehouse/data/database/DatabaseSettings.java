package dev.gatehouse.data.database;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the database is.
 *
 * @param url in Buildbot's form: {@code sqlite:///state.sqlite} (relative to the base directory), {@code
 *     sqlite:////var/lib/gatehouse/state.sqlite}, {@code postgresql://user:password@host/name}, {@code
 *     mysql://user:password@host/name}; or {@code jndi:} and the name of a container's data source
 * @param readers how many connections read at once
 * @param upgrade whether a schema of an older Buildbot may be changed into the newest
 * @param limit how long one reading, or one transaction, may take before it is stopped
 * @param remembering whether rows are kept in memory until somebody commits; only of a SQLite file
 */
public record DatabaseSettings(
        String url,
        Path basedir,
        int readers,
        boolean upgrade,
        Duration limit,
        boolean remembering) {
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

    public DatabaseSettings(String url, Path basedir, int readers) {
        this(url, basedir, readers, false, USUAL_LIMIT, true);
    }

    public DatabaseSettings upgrading(boolean mayChange) {
        return new DatabaseSettings(url, basedir, readers, mayChange, limit, remembering);
    }

    public DatabaseSettings limitedTo(Duration newLimit) {
        return new DatabaseSettings(url, basedir, readers, upgrade, newLimit, remembering);
    }

    public DatabaseSettings remembering(boolean remembers) {
        return new DatabaseSettings(url, basedir, readers, upgrade, limit, remembers);
    }
}
