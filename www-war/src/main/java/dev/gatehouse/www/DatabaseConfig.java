package dev.gatehouse.www;

import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.setting.Setting;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database of a server: {@code db} in its configuration.
 *
 * @param url in Buildbot's form, such as {@code sqlite:///state.sqlite}
 * @param upgrade whether the schema of an older Buildbot may be changed into the newest
 * @param queryTimeout how long one reading may take
 */
public record DatabaseConfig(String url, boolean upgrade, Duration queryTimeout) {
    private static final String DEFAULT_URL = "sqlite:///state.sqlite";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    static DatabaseConfig of(Setting file) {
        return file.get("db")
                .map(DatabaseConfig::read)
                .orElseGet(() -> new DatabaseConfig(DEFAULT_URL, false, DEFAULT_TIMEOUT));
    }

    private static DatabaseConfig read(Setting db) {
        db.allowOnly("db_url", "query_timeout");
        return new DatabaseConfig(
                db.text("db_url", DEFAULT_URL),
                false,
                db.get("query_timeout").map(DatabaseConfig::positive).orElse(DEFAULT_TIMEOUT));
    }

    private static Duration positive(Setting setting) {
        Duration timeout = setting.duration();
        if (timeout.isZero()) {
            setting.error("must be more than 0, such as 30s");
        }
        return timeout;
    }

    /** As the command line says, which knows better than the file. */
    public DatabaseConfig with(@Nullable String otherUrl, boolean mayUpgrade) {
        return new DatabaseConfig(otherUrl == null ? url : otherUrl, mayUpgrade, queryTimeout);
    }

    DatabaseSettings settings(Path basedir, int readers) {
        return new DatabaseSettings(url, basedir, readers, upgrade, queryTimeout);
    }
}
