package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.realm.htpasswd.HtpasswdRealm;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.audit.Audit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of people in an htpasswd file, when the file changes. */
class HtpasswdRecheckTest {
    private static final String WAY = "HTPasswdAuth";
    private static final Instant NOW = Instant.ofEpochSecond(1_999_900_000);

    @TempDir Path folder;
    private final World world = new World();
    private final List<String> audited = new ArrayList<>();
    private final Sessions sessions =
            new Sessions(
                    Secrets.of(Served.SECRET),
                    world.stores().sessions(),
                    Sessions.Settings.lasting(Duration.ofDays(7)),
                    () -> NOW);

    @AfterEach
    void close() {
        world.close();
    }

    private TokenWatch watch() {
        Audit audit = new Audit(audited::add, () -> NOW);
        Guessing guessing =
                new Guessing(world.stores().guesses(), Guessing.Settings.USUAL, () -> NOW);
        ApiTokens tokens =
                new ApiTokens(world.stores().tokens(), guessing, audit, realm -> true, () -> NOW);
        return new TokenWatch(tokens, TokenBook.Settings.USUAL.loginWithin(), audit, () -> NOW);
    }

    private String session(PasswordRecheck recheck, String user) {
        String token = sessions.issue(Map.of("username", user));
        String standing = recheck.standing(user, user).orElseThrow();
        world.stores()
                .sessions()
                .begin(
                        new SessionRow(
                                Secrets.sha256(token),
                                WAY,
                                user,
                                user,
                                standing,
                                "127.0.0.1",
                                "",
                                NOW,
                                NOW,
                                NOW.plus(Duration.ofDays(7)),
                                null),
                        List.of());
        assertThat(sessions.read(token)).isPresent();
        return token;
    }

    @Test
    void check_lineThatIsGoneOrHasAnotherPassword_endsItsSessions() throws Exception {
        Path file = folder.resolve("people");
        Files.writeString(file, "homer:one\nmarge:two\nlisa:three\n");
        HtpasswdRealm realm = new HtpasswdRealm(file, true);
        PasswordRecheck recheck = new PasswordRecheck(WAY, realm::stored);
        String homer = session(recheck, "homer");
        String marge = session(recheck, "marge");
        String lisa = session(recheck, "lisa");

        Files.writeString(file, "marge:another\nlisa:three\n");
        try (Rechecks rechecks =
                new Rechecks(
                        List.of(recheck),
                        sessions,
                        watch(),
                        new Audit(audited::add, () -> NOW),
                        () -> NOW)) {
            rechecks.check();
        }

        assertThat(sessions.read(homer)).isEmpty();
        assertThat(sessions.read(marge)).isEmpty();
        assertThat(sessions.read(lisa)).isPresent();
        assertThat(audited)
                .hasSize(2)
                .anyMatch(line -> line.contains("homer") && line.contains("the account is gone"))
                .anyMatch(line -> line.contains("marge") && line.contains("has changed"));
    }
}
