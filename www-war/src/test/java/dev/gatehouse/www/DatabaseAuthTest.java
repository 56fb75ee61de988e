package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.setting.Problems;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts in the database: a server that runs, and the command line beside it. */
class DatabaseAuthTest {
    private static final String CONFIG =
            """
            buildbotURL: http://ci.example.org/
            master: none
            www:
              auth: DatabaseAuth
            """;
    private static final String GOOD = "nine lives of a heron";

    @TempDir Path folder;

    private <T> T office(Function<AccountOffice, T> work) {
        ServerConfig config =
                Server.check(folder.resolve("gatehouse.yaml"), Map.of(), new Problems());
        try (LoginOffice office = LoginOffice.open(config, folder)) {
            return work.apply(office.accounts());
        }
    }

    private void add(String name, String password) {
        office(
                office ->
                        office.add(
                                name,
                                name + "@example.org",
                                "",
                                List.of("staff"),
                                false,
                                Optional.of(password)));
    }

    private static HttpResponse<String> login(Whole server, String name, String password)
            throws Exception {
        return server.get(
                "/auth/login",
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (name + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private static String cookie(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static JsonNode user(Whole server, String cookie) throws Exception {
        return new JsonMapper()
                .readTree(server.get("/config", "Cookie", cookie).body())
                .get("user");
    }

    @Test
    void login_withAnAccountOfTheDatabase() throws Exception {
        try (Whole server = new Whole(folder, CONFIG)) {
            add("alice", GOOD);

            JsonNode user = user(server, cookie(login(server, "alice", GOOD)));
            assertThat(user.get("username").asText()).isEqualTo("alice");
            assertThat(user.get("email").asText()).isEqualTo("alice@example.org");
            assertThat(user.get("groups").toString()).isEqualTo("[\"staff\"]");
            assertThat(user.get("realm").asText()).isEqualTo("DatabaseAuth");
            assertThat(login(server, "alice", GOOD + " ").statusCode()).isEqualTo(401);
            assertThat(login(server, "Alice", GOOD).statusCode()).isEqualTo(401);
            assertThat(login(server, "nobody", GOOD).statusCode()).isEqualTo(401);
            assertThat(Files.readString(folder.resolve("audit.log")))
                    .containsPattern("\"event\":\"login\".*\"subject\":\"[0-9a-f]{32}\"");
        }
    }

    @Test
    void login_withSixtyFourLongCharacters() throws Exception {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            password.appendCodePoint(0x1F600 + (i * 7) % 64);
        }
        try (Whole server = new Whole(folder, CONFIG)) {
            add("alice", password.toString());

            cookie(login(server, "alice", password.toString()));
            int end = password.offsetByCodePoints(0, 63);
            assertThat(login(server, "alice", password.substring(0, end)).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void lock_removeAndPassword_endSessionsOfAServerThatRuns() throws Exception {
        try (Whole server = new Whole(folder, CONFIG)) {
            for (String name : List.of("alice", "bob", "carol", "dave")) {
                add(name, GOOD);
            }
            String alice = cookie(login(server, "alice", GOOD));
            String bob = cookie(login(server, "bob", GOOD));
            String carol = cookie(login(server, "carol", GOOD));
            String dave = cookie(login(server, "dave", GOOD));

            office(office -> office.lock("alice", true));
            office(office -> office.remove("bob"));
            office(office -> office.password("carol", Optional.of("seven seas of gravel")));

            await().untilAsserted(
                            () -> {
                                for (String cookie : List.of(alice, bob, carol)) {
                                    assertThat(user(server, cookie).has("anonymous")).isTrue();
                                }
                            });
            assertThat(user(server, dave).get("username").asText()).isEqualTo("dave");
            assertThat(login(server, "alice", GOOD).statusCode()).isEqualTo(401);
            assertThat(login(server, "carol", GOOD).statusCode()).isEqualTo(401);
            cookie(login(server, "carol", "seven seas of gravel"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{password_min: 7} | must be from 8 to 128",
                "{pasword_min: 9} | did you mean 'password_min'?",
                "{refused_passwords: nowhere} | cannot read the file"
            })
    void faults_areNamed(String parameters, String text) throws Exception {
        Problems problems = new Problems();
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, "www:\n  auth: {DatabaseAuth: " + parameters + "}\n");

        Server.check(file, Map.of(), problems);

        assertThat(problems.errors()).anySatisfy(error -> assertThat(error.text()).contains(text));
    }
}
