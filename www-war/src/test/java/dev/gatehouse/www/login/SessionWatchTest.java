package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.World;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.NewToken;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.audit.Audit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is done once a second, while something of it cannot be done. */
class SessionWatchTest {
    private static final Map<String, Object> ALICE = Map.of("username", "alice");

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.ofEpochSecond(1_999_900_000));
    private final World world = new World();
    private final List<String> audited = new ArrayList<>();
    private final Audit audit = new Audit(audited::add, now::get);
    private final Guessing guessing =
            new Guessing(world.stores().guesses(), Guessing.Settings.USUAL, now::get);
    private final Sessions sessions =
            new Sessions(
                    Secrets.of(Served.SECRET),
                    world.stores().sessions(),
                    Sessions.Settings.lasting(Duration.ofDays(7)),
                    now::get);
    private final ApiTokens tokens =
            new ApiTokens(world.stores().tokens(), guessing, audit, realm -> true, now::get);
    private final AtomicBoolean noSecret = new AtomicBoolean();
    private final SessionWatch watch =
            new SessionWatch(
                    sessions,
                    this::secrets,
                    guessing,
                    new TokenWatch(tokens, TokenBook.Settings.USUAL.loginWithin(), audit, now::get),
                    audit,
                    now::get);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(Duty.class);

    private Secrets secrets() {
        if (noSecret.get()) {
            throw new Unavailable("the secret is away");
        }
        return Secrets.of(Served.SECRET);
    }

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void close() {
        log.detachAppender(said);
        watch.close();
        world.close();
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            watch.tick();
        }
    }

    private List<String> warnings() {
        return said.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** One that lasts a minute. */
    private TokenRow token() {
        return new TokenBook(tokens, TokenBook.Settings.USUAL, audit, now::get)
                .make(
                        new TokenRow.Owner("UserPasswordAuth", "alice", "alice", ALICE, ""),
                        new NewToken(
                                "t", Set.of(Grant.Right.READ), null, null, Duration.ofMinutes(1)),
                        Map.of())
                .row();
    }

    @Test
    void tick_secretThatCannotBeHad_keepsNothingElseFromBeingDone_andIsSaidOnce() {
        String text = sessions.issue(ALICE);
        Session session = sessions.read(text).orElseThrow();
        token();
        now.set(now.get().plusSeconds(61));
        sessions.read(text);
        noSecret.set(true);

        seconds(20);

        assertThat(sessions.row(session).orElseThrow().usedAt()).isEqualTo(now.get());
        assertThat(audited).anyMatch(line -> line.contains("token.expired"));
        assertThat(warnings())
                .containsExactly(
                        "cannot look after the sessions' secret, and will try on: the secret is"
                                + " away");

        noSecret.set(false);
        seconds(2);
        noSecret.set(true);
        seconds(2);
        assertThat(warnings()).describedAs("each time it begins").hasSize(2);
    }

    @Test
    void tick_sessionsThatCannotBeRead_keepNoTokenFromExpiring() {
        token();
        now.set(now.get().plusSeconds(61));
        world.write(tx -> tx.update("ALTER TABLE gatehouse_sessions RENAME TO elsewhere"));

        seconds(20);

        assertThat(audited).anyMatch(line -> line.contains("token.expired"));
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("cannot hear of sessions that were ended, and will try on: ");
    }
}
