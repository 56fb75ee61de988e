package dev.gatehouse.www;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.login.TokenRefused;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.accounts.By;
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
    private static final String REVOKED = "by an administrator";

    private final Clock clock = Clock.systemUTC();
    private final ServerConfig config;
    private final Path basedir;
    private final Database database;
    private final LoginBooks books;

    private LoginOffice(ServerConfig config, Path basedir) {
        this.config = config;
        this.basedir = basedir;
        this.database =
                Database.open(config.database().settings(basedir, 1), new EventBus("office"));
        try {
            this.books =
                    new LoginBooks(
                            config,
                            basedir,
                            database,
                            Stores.of(database, clock),
                            accounts -> new Ways(List.of()),
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

    /**
     * A new API token.
     *
     * @param realm whose user it is; empty: of the only way in
     * @throws CannotStart where there is no such user, or it may not be so
     */
    public MadeToken makeToken(String user, String realm, NewToken wanted) {
        TokenDesk desk = new TokenDesk(config.www(), basedir, books.sessions(), books.accounts());
        try {
            return done(() -> books.tokenBook().make(desk.owner(user, realm), wanted, by()));
        } catch (TokenRefused e) {
            throw new CannotStart(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The API tokens that may still be used, the newest first; at most 1000.
     *
     * @param user whose; empty: everybody's
     */
    public List<TokenRow> tokens(String user) {
        return done(() -> user.isEmpty() ? books.tokenBook().open() : books.tokenBook().open(user));
    }

    /** Ends all API tokens of a user, of whichever realm, and gives how many there were. */
    public int revokeTokens(String user) {
        return done(() -> books.tokenBook().revokeAll(user, REVOKED, by()));
    }

    /** Ends an API token; false where there is none of that id, or it had ended. */
    public boolean revokeToken(String id) {
        return done(
                () ->
                        books.tokenBook()
                                .find(id)
                                .filter(row -> books.tokenBook().revoke(row, REVOKED, by()))
                                .isPresent());
    }

    /** What is done about the accounts of this server. */
    public AccountOffice accounts() {
        return new AccountOffice(
                books.accounts(),
                books.secondFactors(),
                new By(String.valueOf(by().get("by")), ""));
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
        all.putAll(by());
        books.audit().say(event, all);
    }

    private static Map<String, Object> by() {
        return Map.of("by", "command line, " + System.getProperty("user.name"));
    }

    @Override
    public void close() {
        books.close();
        database.close();
    }
}
