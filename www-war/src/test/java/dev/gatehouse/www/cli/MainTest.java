package dev.gatehouse.www.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, each command in a process of its own, as a user starts it. */
class MainTest {
    @TempDir Path temp;
    private final List<Process> started = new ArrayList<>();

    private record Ended(int code, String out, String err) {}

    private Process start(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                // As the WAR's manifest says; else newer JVMs warn.
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Started.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GATEHOUSE_"));
        Process process = builder.redirectError(temp.resolve("err").toFile()).start();
        started.add(process);
        return process;
    }

    private Ended run(String... arguments) throws Exception {
        Process process = start(arguments);
        String out;
        try (InputStream in = process.getInputStream()) {
            out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, Files.readString(temp.resolve("err")));
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void help_namesEveryCommand() throws Exception {
        Ended help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("run", "worker", "checkconfig", "create-config");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void account_isAddedListedAndRemoved() throws Exception {
        Files.writeString(
                temp.resolve("gatehouse.yaml"),
                "db: {db_url: 'sqlite:///own.sqlite'}\nwww: {auth: DatabaseAuth}\n");
        Path password = Files.writeString(temp.resolve("secret"), "nine lives of a heron\n");
        String[] where = {"--basedir", temp.toString()};

        Ended added = run("account", "add", "alice", "--administrator", where[0], where[1]);
        assertThat(added.err()).isEmpty();
        assertThat(added.code()).isZero();
        assertThat(added.out()).startsWith("added 'alice'").containsPattern("\\n[\\w-]{22}\\n$");
        Ended given =
                run(
                        "account",
                        "add",
                        "bob",
                        "--password-file",
                        password.toString(),
                        where[0],
                        where[1]);
        assertThat(given.out()).contains("'bob' has the password that was given");
        Files.writeString(password, "bobbobbobbobbobbob");
        Ended weak =
                run(
                        "account",
                        "password",
                        "bob",
                        "--password-file",
                        password.toString(),
                        where[0],
                        where[1]);
        assertThat(weak.code()).isEqualTo(1);
        assertThat(weak.err()).contains("too easy to guess");
        Ended twice = run("account", "add", "Bob", where[0], where[1]);
        assertThat(twice.code()).isEqualTo(1);
        assertThat(twice.err())
                .isEqualTo(
                        "gatehouse: there is an account 'Bob', or one that looks much like it\n");
        assertThat(run("account", "list", where[0], where[1]).out())
                .isEqualTo("alice\t\t\tadministrator, no password yet\nbob\t\t\t\n");
        assertThat(run("account", "remove", "alice", where[0], where[1]).code()).isZero();
        assertThat(run("account", "lock", "--help").out())
                .contains("Keep an account's owner out.", "gatehouse account lock");
        assertThat(run("account", "unlock", "--help").out())
                .contains("Let an account's owner in again")
                .doesNotContain("Keep");
        assertThat(run("account", "remove-second-factor", "--help").out())
                .contains(
                        "who has lost his authenticator", "gatehouse account remove-second-factor");
        assertThat(run("account", "remove-second-factor", "bob", where[0], where[1]).out())
                .isEqualTo("'bob' has no second factor\n");
        assertThat(run("account", "nothing").code()).isEqualTo(2);
        assertThat(run("account").err()).contains("add, list, password");
    }

    @Test
    void token_isMadeListedAndRevoked_andStandsAloneOnTheOutput() throws Exception {
        Files.writeString(
                temp.resolve("gatehouse.yaml"),
                "master: none\ndb: {db_url: 'sqlite:///own.sqlite'}\nwww: {auth:"
                        + " {UserPasswordAuth: {users: {alice: wonder}}}}\n");
        String basedir = "--basedir=" + temp;

        Ended made =
                run(
                        "token",
                        "create",
                        "--user=alice",
                        "--scope=read,force",
                        "--builder=linux-*",
                        "--expires=30d",
                        "--name=nightly",
                        basedir);
        assertThat(made.code()).describedAs(made.err()).isZero();
        assertThat(made.out()).matches("gh_[0-9A-Za-z]{36}\n");
        assertThat(made.err()).contains("of 'alice' (UserPasswordAuth), until ").hasLineCount(1);
        String id = made.err().split(" ")[2];

        Ended list = run("token", "list", basedir);
        assertThat(list.out().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith(id + "\talice\tUserPasswordAuth\tnightly\tread,force\tbuilders linux-*")
                .endsWith("never");
        assertThat(run("token", "list", "--user=alice", basedir).out().lines()).hasSize(2);
        assertThat(run("token", "list", "--user=bob", basedir).out().lines()).hasSize(1);
        assertThat(run("logout", "alice", basedir).out()).contains("1 API token(s) go on");
        assertThat(run("token", "revoke", id, basedir).out()).contains("revoked " + id);
        assertThat(run("logout", "alice", basedir).out()).doesNotContain("API token");
        assertThat(run("token", "list", basedir).out().lines()).hasSize(1);

        assertThat(run("token", "create", "--user=eve", "--scope=read", basedir).err())
                .contains("there is no user 'eve'");
        Ended root = run("token", "create", "--user=alice", "--scope=root", basedir);
        assertThat(root.code()).isEqualTo(2);
        assertThat(root.err()).contains("read, force, control, hooks, admin");
        assertThat(run("token").code()).isEqualTo(2);
        Ended which = run("token", "revoke", basedir);
        assertThat(which.code()).isEqualTo(2);
        assertThat(which.err()).contains("ID", "--user").hasLineCount(1);
        assertThat(run("token", "revoke", id, "--user=alice", basedir).code()).isEqualTo(2);
        assertThat(run("token", "revoke", "--user=alice", basedir).out())
                .isEqualTo("revoked 0 API token(s) of 'alice'\n");
    }

    @Test
    void aMistypedOption_isOneLine() throws Exception {
        Ended ended = run("--prot", "1");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("gatehouse run: Unknown option").hasLineCount(1);
    }

    @Test
    void aWorkerWithoutPassword_isOneLine() throws Exception {
        Ended ended = run("worker", "--master", "ws://127.0.0.1:1/", "--name", "w");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("the password is missing").hasLineCount(1);
    }

    @Test
    void aConfigurationThatIsMissing_isOneLine() throws Exception {
        Ended ended = run("--config", "none.yaml", "--port", "0");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("there is no file").hasLineCount(1);
    }

    @Test
    void brokenYaml_isOneLineWithItsPlace() throws Exception {
        Files.createDirectories(temp.resolve("base"));
        Files.writeString(temp.resolve("base/gatehouse.yaml"), "title: [\n");
        Ended ended = run("--basedir", "base", "--port", "0");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("gatehouse.yaml: line 2, column 1: not YAML")
                .hasLineCount(1);
    }

    @Test
    void aDatabaseThatIsNone_isOneLine() throws Exception {
        Files.createDirectories(temp.resolve("base"));
        Files.writeString(temp.resolve("base/gatehouse.yaml"), "title: x\n");
        Files.writeString(temp.resolve("base/state.sqlite"), "no database at all".repeat(100));
        Ended ended = run("--basedir", "base", "--port", "0");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("gatehouse: cannot open ", "it is not a SQLite database")
                .doesNotContain("\tat ");
    }

    @Test
    void checkconfig_tellsEveryFault() throws Exception {
        Files.writeString(temp.resolve("c.yaml"), "titel: x\nmaster: attached\nwww: {port: y}\n");
        Ended bad = run("checkconfig", "c.yaml");
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.err()).hasLineCount(3).contains("line 1,", "line 2,", "line 3,");
    }

    @Test
    void createConfig_writesOneThatIsGood() throws Exception {
        assertThat(run("create-config", "--basedir", "base").code()).isZero();
        Ended good = run("checkconfig", "--basedir", "base");
        assertThat(good.err()).isEmpty();
        assertThat(good.code()).isZero();
        assertThat(good.out()).contains("ways to log in: UserPasswordAuth");
        assertThat(mode("base/admin.password")).isEqualTo("rw-------");
        assertThat(mode("base/worker.password")).isEqualTo("rw-------");
        assertThat(run("create-config", "--basedir", "base").code()).isEqualTo(2);
    }

    @Test
    void createConfig_withARepository_buildsItsBranch() throws Exception {
        git("init", "-q", "-b", "trunk", "repo \"x\"");
        git(
                "-C",
                "repo \"x\"",
                "-c",
                "user.name=n",
                "-c",
                "user.email=e",
                "commit",
                "-q",
                "-m",
                "m",
                "--allow-empty");
        Ended made = run("create-config", "--basedir", "base", "--sample-repo", "repo \"x\"");
        assertThat(made.err()).isEmpty();
        assertThat(Files.readString(temp.resolve("base/gatehouse.yaml")))
                .contains("repo \\\"x\\\"", "branch: \"trunk\"", "GitPoller")
                .doesNotContain("git-only", "@");
        Ended good = run("checkconfig", "base");
        assertThat(good.err()).isEmpty();
        assertThat(good.code()).isZero();
        assertThat(run("create-config", "--basedir", "other", "--sample-repo", "base").err())
                .contains("is not a git repository")
                .hasLineCount(1);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command).directory(temp.toFile()).inheritIO().start();
        assertThat(git.waitFor()).isZero();
    }

    @Test
    void aBusyPort_isOneLine_andWritesNoDatabase() throws Exception {
        try (ServerSocket busy =
                new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            Ended ended = run("--basedir", "base", "--host", "127.0.0.1", "--port", port);
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err().lines().filter(line -> line.startsWith("gatehouse: ")))
                    .containsExactly(
                            "gatehouse: cannot listen on 127.0.0.1:"
                                    + port
                                    + ": the port is in use; another one: --port NUMBER");
            assertThat(ended.err()).doesNotContain("\tat ");
            assertThat(temp.resolve("base/state.sqlite")).doesNotExist();
        }
    }

    @Test
    void run_tellsHowToComeIn_answers_andEndsCleanly() throws Exception {
        Files.createDirectories(temp.resolve("base"));
        Process server = start("--basedir", "base", "--port", "0");
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            String url = out.readLine().substring("url: ".length());
            assertThat(out.readLine()).isEqualTo("user: admin");
            assertThat(out.readLine()).startsWith("password: ");
            assertThat(Files.readString(temp.resolve("base/gatehouse.url")).strip()).isEqualTo(url);
            assertThat(mode("base/first-start.txt")).isEqualTo("rw-------");
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> page =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url + "api/v2/masters")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);

            Ended second = run("--basedir", "base", "--port", "0");
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains("is in use by process " + server.pid());

            HttpResponse<Stream<String>> stream =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url + "sse/listen/builds/*/*"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines());
            assertThat(stream.body().findFirst()).contains("event: handshake");
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(temp.resolve("base/gatehouse.log")))
                    .doesNotContain("Exception", "cut off");
            assertThat(Files.readString(temp.resolve("base/gatehouse.log"))).contains("stopped");
        }
        Process again = start("--basedir", "base", "--port", "0");
        try (BufferedReader out = again.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).startsWith("url: http://127.0.0.1:");
            assertThat(out.ready()).as("more than the url").isFalse();
        }
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(file)));
    }

    /** What the launcher does, on a class path that is there already. */
    static final class Started {
        public static void main(String[] arguments) {
            Main main = new Main(Path.of("gatehouse.war"));
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        try {
                                            main.close();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }));
            System.exit(main.applyAsInt(List.of(arguments)));
        }
    }
}
