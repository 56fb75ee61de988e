package dev.gatehouse.www;

import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.data.turn.TurnSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database of a server: {@code db} in its configuration.
 *
 * @param url in Buildbot's form, such as {@code sqlite:///state.sqlite}
 * @param upgrade whether the schema of an older Buildbot may be changed into the newest
 * @param queryTimeout how long one reading may take
 * @param remembering whether rows of a SQLite file are kept in memory until somebody commits
 * @param longReadings how many readings there may be whose cost follows the table and not the page
 */
public record DatabaseConfig(
        String url,
        boolean upgrade,
        Duration queryTimeout,
        boolean remembering,
        TurnSettings longReadings) {
    private static final String DEFAULT_URL = "sqlite:///state.sqlite";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Some of the connections are always left to short readings. */
    private static final int MOST_AT_ONCE = 6;

    /** Each that waits keeps a thread of the web server. */
    private static final int MOST_WAITING = 1000;

    static DatabaseConfig of(Setting file) {
        return file.get("db")
                .map(DatabaseConfig::read)
                .orElseGet(
                        () ->
                                new DatabaseConfig(
                                        DEFAULT_URL,
                                        false,
                                        DEFAULT_TIMEOUT,
                                        true,
                                        TurnSettings.USUAL));
    }

    private static DatabaseConfig read(Setting db) {
        db.allowOnly("db_url", "query_timeout", "remember", "long_readings");
        return new DatabaseConfig(
                db.text("db_url", DEFAULT_URL),
                false,
                db.get("query_timeout").map(DatabaseConfig::positive).orElse(DEFAULT_TIMEOUT),
                db.flag("remember", true),
                db.get("long_readings")
                        .map(DatabaseConfig::longReadings)
                        .orElse(TurnSettings.USUAL));
    }

    private static TurnSettings longReadings(Setting setting) {
        setting.allowOnly("at_once", "waiting", "patience");
        TurnSettings usual = TurnSettings.USUAL;
        return new TurnSettings(
                within(setting, "at_once", 2, MOST_AT_ONCE, usual.atOnce()),
                within(setting, "waiting", 1, MOST_WAITING, usual.waiting()),
                setting.get("patience").map(DatabaseConfig::positive).orElse(usual.patience()));
    }

    private static int within(Setting setting, String name, int least, int most, int usual) {
        long number = setting.number(name, usual);
        if (number < least || number > most) {
            setting.get(name)
                    .ifPresent(wrong -> wrong.error("must be from " + least + " to " + most));
            return usual;
        }
        return (int) number;
    }

    private static Duration positive(Setting setting) {
        Duration timeout = setting.duration();
        if (timeout.isZero()) {
            setting.error("must be more than 0, such as 30s");
            return DEFAULT_TIMEOUT;
        }
        return timeout;
    }

    /** As the command line says, which knows better than the file. */
    public DatabaseConfig with(@Nullable String otherUrl, boolean mayUpgrade) {
        return new DatabaseConfig(
                otherUrl == null ? url : otherUrl,
                mayUpgrade,
                queryTimeout,
                remembering,
                longReadings);
    }

    DatabaseSettings settings(Path basedir, int readers) {
        return new DatabaseSettings(url, basedir, readers, upgrade, queryTimeout, remembering);
    }
}
