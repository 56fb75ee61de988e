package dev.gatehouse.www;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an administrator does about logins from the command line, beside servers that run: they hear of it from
 * the database within seconds. One thread.
 */
public final class LoginOffice implements AutoCloseable {
    private final Clock clock = Clock.systemUTC();
    private final ServerConfig config;
    private final Database database;
    private final LoginBooks books;

    private LoginOffice(ServerConfig config, Path basedir) {
        this.config = config;
        this.database =
                Database.open(config.database().settings(basedir, 1), new EventBus("office"));
        try {
            this.books =
                    new LoginBooks(
                            config,
                            basedir,
                            database,
                            Stores.of(database, clock),
                            List.of(),
                            clock);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * @param basedir where the server's own files lie
     */
    public static LoginOffice open(ServerConfig config, Path basedir) {
        return new LoginOffice(config, basedir.toAbsolutePath().normalize());
    }

    /**
     * Signs sessions with a new secret from now on.
     *
     * @param overlap whether sessions that were begun before go on to their end; else all of them end now
     */
    public void rotateSecret(boolean overlap) {
        done(
                () -> {
                    books.secrets()
                            .rotate(
                                    overlap ? config.www().cookieExpiration() : Duration.ZERO,
                                    clock.instant());
                    return true;
                });
        say("sessions.secret_rotated", Map.of("overlap", overlap));
    }

    /** Ends all sessions of a user, and gives how many were known. */
    public int logOut(String user) {
        int ended = done(() -> books.sessions().endAll(user));
        say("logout.by_administrator", Map.of("user", user, "sessions", ended));
        return ended;
    }

    /** Lets an account be tried again after too many failures; false where it was not locked. */
    public boolean unlock(String user) {
        boolean locked = done(() -> books.guessing().forgive(user)) > 0;
        say("login.unlocked", Map.of("user", user));
        return locked;
    }

    private static <T> T done(Supplier<T> work) {
        try {
            return work.get();
        } catch (Unavailable e) {
            throw new CannotStart(String.valueOf(e.getMessage()));
        }
    }

    private void say(String event, Map<String, ?> fields) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("by", "command line, " + System.getProperty("user.name"));
        books.audit().say(event, all);
    }

    @Override
    public void close() {
        books.close();
        database.close();
    }
}
