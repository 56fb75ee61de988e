package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every setting, its default, and what is said when it is wrong. */
class ServerConfigTest {
    @TempDir Path directory;
    private final Problems problems = new Problems();

    private ServerConfig read(String yaml) throws IOException {
        Path file = directory.resolve("gatehouse.yaml");
        Files.writeString(file, yaml);
        return Server.check(file, Map.of(), problems);
    }

    @Test
    void anEmptyFile_givesTheDefaults() throws IOException {
        ServerConfig config = read("# nothing\n");
        assertThat(problems.errors()).isEmpty();
        assertThat(config.title()).isEqualTo("Gatehouse");
        assertThat(config.buildbotUrl()).isNull();
        assertThat(config.databaseUrl()).isEqualTo("sqlite:///state.sqlite");
        assertThat(config.master()).isEqualTo(MasterMode.EMBEDDED);
        assertThat(config.builtinWorker()).isFalse();
        WwwConfig www = config.www();
        assertThat(www.host()).isEqualTo("127.0.0.1");
        assertThat(www.port()).isNull();
        assertThat(www.jsonCache()).isZero();
        assertThat(www.restMinimumVersion()).isZero();
        assertThat(www.plugins()).isEmpty();
        assertThat(www.defaultPage()).isNull();
        assertThat(www.debug()).isFalse();
        assertThat(www.allowedOrigins()).isNull();
        assertThat(www.auth()).isNull();
        assertThat(www.authz()).isNull();
        assertThat(www.versions()).isEmpty();
        assertThat(www.cookieExpiration()).isEqualTo(Duration.ofDays(7));
        assertThat(www.uiDefaultConfig()).isEmpty();
        assertThat(www.wsPingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(www.theme()).isEmpty();
    }

    @Test
    void everySetting_isRead() throws IOException {
        ServerConfig config =
                read(
                        """
                        title: Sample Farm
                        titleURL: https://farm.example.org
                        buildbotURL: https://ci.example.org/bb
                        db: {db_url: "sqlite:///other.sqlite"}
                        master: none
                        builtin_worker: true
                        workers: [{name: builtin, password: x}]
                        www:
                          port: tcp:9000:interface=10.0.0.1
                          json_cache_seconds: 5
                          rest_minimum_version: 2
                          plugins: {console_view: {}}
                          default_page: builders
                          debug: true
                          allowed_origins: ['https://*.example.org']
                          versions: [[Database, '15.4', extra]]
                          cookie_expiration_time: 2h
                          ui_default_config: {Builders.buildFetchLimit: 100}
                          ws_ping_interval: 35
                          theme: {bb-link-color: '#123456'}
                          auth: NoAuth
                          authz: open
                        """);
        assertThat(problems.errors()).isEmpty();
        assertThat(config.titleUrl()).isEqualTo("https://farm.example.org/");
        assertThat(config.buildbotUrl()).isEqualTo("https://ci.example.org/bb/");
        assertThat(config.databaseUrl()).isEqualTo("sqlite:///other.sqlite");
        assertThat(config.master()).isEqualTo(MasterMode.NONE);
        assertThat(config.builtinWorker()).isTrue();
        WwwConfig www = config.www();
        assertThat(www.host()).isEqualTo("10.0.0.1");
        assertThat(www.port()).isEqualTo(9000);
        assertThat(www.shownPort()).isEqualTo("tcp:9000:interface=10.0.0.1");
        assertThat(www.jsonCache()).isEqualTo(Duration.ofSeconds(5));
        assertThat(www.restMinimumVersion()).isEqualTo(2);
        assertThat(www.plugins()).containsOnlyKeys("console_view");
        assertThat(www.defaultPage()).isEqualTo("builders");
        assertThat(www.debug()).isTrue();
        assertThat(www.allowedOrigins()).containsExactly("https://*.example.org");
        assertThat(www.versions()).containsExactly(List.of("Database", "15.4", "extra"));
        assertThat(www.cookieExpiration()).isEqualTo(Duration.ofHours(2));
        assertThat(www.uiDefaultConfig()).containsEntry("Builders.buildFetchLimit", 100L);
        assertThat(www.wsPingInterval()).isEqualTo(Duration.ofSeconds(35));
        assertThat(www.theme()).containsEntry("bb-link-color", "#123456");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# nothing", "www: {}", "www: {port: 0}", "www: {port: null}"})
    void noPort_isNoListener(String yaml) throws IOException {
        WwwConfig www = read(yaml + "\n").www();
        assertThat(problems.errors()).isEmpty();
        assertThat(www.port()).isNull();
        assertThat(www.shownPort()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.2, 1", "1.5, 2", "2, 2", "1m, 60"})
    void pingInterval_isInWholeSeconds(String value, long seconds) throws IOException {
        assertThat(read("www: {ws_ping_interval: " + value + "}\n").www().wsPingInterval())
                .isEqualTo(Duration.ofSeconds(seconds));
        assertThat(problems.warnings()).isEmpty();
    }

    @Test
    void port_asANumber_listensEverywhere() throws IOException {
        WwwConfig www = read("www: {port: 8010, anonymous_limit: 500}\n").www();
        assertThat(www.port()).isEqualTo(8010);
        assertThat(www.host()).isEqualTo("0.0.0.0");
        assertThat(www.shownPort()).isEqualTo(8010L);
        assertThat(www.reading().anonymousLimit()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "titel: x | 1 | unknown setting 'titel'; did you mean 'title'?",
                "www: {auht: NoAuth} | 1 | unknown setting 'auht'; did you mean 'auth'?",
                "master: attached | 1 | 'attached' is not in this version; legal: embedded, none",
                "master: both | 1 | must be one of",
                "buildbotURL: ci.example.org | 1 | must be a URL such as https://ci.example.org/",
                "www: {port: eighty} | 1 | must be a port number or an endpoint",
                "www: {port: 70000} | 1 | must be a port number or an endpoint",
                "www: {port: 'ssl:443:privateKey=k'} | 1 | there is no TLS listener in this version",
                "www: {port: 'tcp:80:interfase=::1'} | 1 | is not known; legal is 'interface=ADDRESS'",
                "www: {port: 'unix:/run/x.sock'} | 1 | no listener on a Unix socket",
                "www: {anonymous_limit: 0} | 1 | must be 1 or more",
                "www: {theme: {bb-link-color: 'red; } body { x: y'}} | 1 | must be a plain value",
                "www: {theme: {bb-link-color: 'url(//x.org/a)'}} | 1 | must be a plain value",
                "www: {cookie_expiration_time: 0} | 1 | must be longer than nothing",
                "www: {cookie_expiration_time: soon} | 1 | must be a duration such as 90s",
                "www: {versions: [[one]]} | 1 | must be a name and a version",
                "www: {versions: [one]} | 1 | must be a list",
                "www: here | 1 | must be a map",
                "www: {auth: {GitHubAut: {}}} | 1 | did you mean 'GitHubAuth'?",
                "www: {auth: {UserPasswordAuth: {}}} | 1 | names no user",
                "www: {auth: {HTPasswdAuth: {passwdFile: none}}} | 1 | cannot read the passwdFile",
                "db: {url: x} | 1 | unknown setting 'url'; legal here: db_url",
                "builtin_worker: true | 1 | there is no worker called 'builtin'",
                "builtin_worker: maybe | 1 | must be true or false",
            })
    void aFault_isToldWithWhatWouldBeRight(String yaml, int line, String text) throws IOException {
        read(yaml + "\n");
        assertThat(problems.errors())
                .anySatisfy(
                        problem -> {
                            assertThat(problem.text()).contains(text);
                            assertThat(problem.line()).isEqualTo(line);
                        });
    }

    @Test
    void allFaults_areToldAtOnce() throws IOException {
        read("titel: x\nmaster: attached\nwww:\n  port: x\n  auht: NoAuth\n  debug: 3\n");
        assertThat(problems.errors()).extracting(Problems.Problem::line).contains(1, 2, 4, 5, 6);
    }

    @Test
    void whatHasNoEffectHere_isAWarning() throws IOException {
        read("www: {url: x, change_hook_dialects: {github: {}}, logfileName: http.log}\n");
        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings()).hasSize(3);
    }

    @Test
    void aLongTitle_isAWarning() throws IOException {
        read("title: A title that Buildbot would not show\n");
        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings()).singleElement().asString().contains("characters");
    }
}
