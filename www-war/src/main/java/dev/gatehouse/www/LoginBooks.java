package dev.gatehouse.www;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.audit.AuditFile;
import dev.gatehouse.www.audit.AuditTrail;
import dev.gatehouse.www.login.ApiTokens;
import dev.gatehouse.www.login.Guessing;
import dev.gatehouse.www.login.Logins;
import dev.gatehouse.www.login.MailLimit;
import dev.gatehouse.www.login.Recheck;
import dev.gatehouse.www.login.Rechecks;
import dev.gatehouse.www.login.SessionSecrets;
import dev.gatehouse.www.login.SessionWatch;
import dev.gatehouse.www.login.Sessions;
import dev.gatehouse.www.login.TokenBook;
import dev.gatehouse.www.login.TokenWatch;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.PasswordPolicy;
import dev.gatehouse.www.login.accounts.SecondFactors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Part of {@link Server}: the books of who is logged in, and the audit log. They are kept in the database, or,
 * where that is only read, in a small one of this server's own. Used by the threads that start and stop the
 * server.
 */
final class LoginBooks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoginBooks.class);

    private static final String AUDIT_LOG = "audit.log";
    private static final String OWN_BOOKS = "sqlite:///sessions.sqlite";
    private static final int READERS = 2;

    private final AuditFile auditFile;
    private final Audit audit;
    private final AuditTrail trail;
    private final Clock clock;
    private final Optional<Database> own;
    private final SessionSecrets secrets;
    private final Sessions sessions;
    private final Guessing guessing;
    private final ApiTokens tokens;
    private final TokenBook tokenBook;
    private final Accounts accounts;
    private final MailLimit mailLimit;
    private final SecondFactors secondFactors;
    private final Ways ways;
    private final Rechecks rechecks;
    private final SessionWatch watch;

    /**
     * @param ways makes the ways in, of which one may be those accounts
     */
    LoginBooks(
            ServerConfig config,
            Path basedir,
            Database database,
            Stores stores,
            Function<Accounts, Ways> ways,
            Clock clock) {
        WwwConfig www = config.www();
        auditFile =
                new AuditFile(
                        basedir.resolve(AUDIT_LOG),
                        www.audit().rotateLength(),
                        www.audit().maxRotatedFiles());
        audit = new Audit(auditFile, clock);
        trail = new AuditTrail(basedir.resolve(AUDIT_LOG), www.audit().maxRotatedFiles());
        this.clock = clock;
        own = database.readOnly().map(why -> ownBooks(basedir));
        try {
            Stores books = own.map(other -> Stores.of(other, clock)).orElse(stores);
            secrets =
                    new SessionSecrets(
                            stores.objectStates(), own.orElse(database), books.objectStates());
            String issuer = Optional.ofNullable(config.buildbotUrl()).orElse("");
            sessions =
                    new Sessions(
                            secrets.current(),
                            books.sessions(),
                            new Sessions.Settings(
                                    www.cookieExpiration(),
                                    www.sessions().idle(),
                                    issuer,
                                    www.sessions().sharedWithBuildbot(),
                                    www.sessions().perUser()),
                            clock);
            guessing = new Guessing(books.guesses(), guessing(www), clock);
            mailLimit = new MailLimit(books.guesses(), clock);
            accounts =
                    new Accounts(
                            books,
                            sessions,
                            new PasswordPolicy(
                                    AccountConfig.of(www.auth(), basedir),
                                    new ContextWords(config, stores)),
                            audit,
                            clock);
            secondFactors =
                    new SecondFactors(accounts, books, secrets.lastingKey(), config.title(), clock);
            this.ways = ways.apply(accounts);
            tokens = new ApiTokens(books.tokens(), guessing, audit, this.ways::mayBring, clock);
            tokenBook = new TokenBook(tokens, www.tokens(), audit, clock);
            TokenWatch tokenWatch =
                    new TokenWatch(tokens, www.tokens().loginWithin(), audit, clock);
            rechecks =
                    new Rechecks(
                            Realms.rechecks(this.ways, www.sessions().recheck(), sessions, clock),
                            sessions,
                            tokenWatch,
                            audit,
                            clock);
            watch =
                    new SessionWatch(
                            sessions, secrets::current, guessing, tokenWatch, audit, clock);
        } catch (RuntimeException e) {
            close(own);
            throw e;
        }
    }

    /** The first start's administrator is the last one, and his password is beyond guessing. */
    private static Guessing.Settings guessing(WwwConfig www) {
        Guessing.Settings settings = www.guessing();
        return www.auth() != null
                ? settings
                : new Guessing.Settings(
                        settings.failures(), settings.pause(), Set.of(Server.ADMIN));
    }

    private static Database ownBooks(Path basedir) {
        log.info(
                "sessions are written down in sessions.sqlite in the base directory: the database is"
                        + " only read, and other servers on it do not hear of a logout here");
        return Database.open(
                new DatabaseSettings(OWN_BOOKS, basedir, READERS), new EventBus("sessions"));
    }

    Sessions sessions() {
        return sessions;
    }

    Logins logins() {
        return new Logins(sessions, guessing, tokenBook, audit, rechecks);
    }

    ApiTokens tokens() {
        return tokens;
    }

    TokenBook tokenBook() {
        return tokenBook;
    }

    AuditTrail trail() {
        return trail;
    }

    /** With a new secret, and no time in which the old one is still taken. */
    void logOutEverybody() {
        secrets.rotate(Duration.ZERO, clock.instant());
    }

    SessionSecrets secrets() {
        return secrets;
    }

    Guessing guessing() {
        return guessing;
    }

    SecondFactors secondFactors() {
        return secondFactors;
    }

    MailLimit mailLimit() {
        return mailLimit;
    }

    Accounts accounts() {
        return accounts;
    }

    Ways ways() {
        return ways;
    }

    /** What is asked again about people, of one kind. */
    <T extends Recheck> List<T> rechecks(Class<T> kind) {
        return rechecks.of(kind);
    }

    Audit audit() {
        return audit;
    }

    void start() {
        watch.start();
        rechecks.start();
    }

    @Override
    public void close() {
        rechecks.close();
        watch.close();
        close(own);
        auditFile.close();
    }

    private static void close(Optional<Database> own) {
        own.ifPresent(Database::close);
    }
}
