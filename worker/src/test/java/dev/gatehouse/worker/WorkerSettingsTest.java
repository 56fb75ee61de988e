package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerSettingsTest {
    @TempDir Path folder;

    private URI master(String text) {
        return WorkerSettings.of(text, "w1", "pw", folder).master();
    }

    @Test
    void of_shortAddress_isCompleted() {
        assertThat(master("build.example")).isEqualTo(URI.create("ws://build.example:9989/"));
        assertThat(master("build.example:8010")).isEqualTo(URI.create("ws://build.example:8010/"));
        assertThat(master("wss://build.example")).isEqualTo(URI.create("wss://build.example/"));
        assertThat(master("ws://h:1/ci/worker")).isEqualTo(URI.create("ws://h:1/ci/worker"));
    }

    @Test
    void of_oneAddressWithEverything_isTakenApart() {
        WorkerSettings settings = WorkerSettings.of("wss://w%201:p%40+s@h:8443/ci", "", "", folder);
        assertThat(settings.name()).isEqualTo("w 1");
        assertThat(settings.password()).isEqualTo("p@+s");
        assertThat(settings.master()).isEqualTo(URI.create("wss://h:8443/ci"));
    }

    @Test
    void check_everyFault_isNamedAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(
                        () ->
                                new WorkerSettings(
                                        URI.create("http://h/"),
                                        "a:b",
                                        "",
                                        file,
                                        Map.of(),
                                        Map.of(),
                                        0,
                                        Duration.ZERO,
                                        folder.resolve("none.pem"),
                                        null))
                .isInstanceOfSatisfying(BadSettings.class, e -> assertThat(e.faults()).hasSize(7))
                .hasMessageContaining("must begin with ws:// or wss://")
                .hasMessageContaining("must not contain a colon")
                .hasMessageContaining("maxCommands is 0")
                .hasMessageContaining("is not a folder")
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> WorkerSettings.of("ws://h/", " ", "pw", folder))
                .hasMessageContaining("name is empty");
        assertThatThrownBy(() -> WorkerSettings.of("ws://h o/", "w", "pw", folder))
                .isInstanceOf(BadSettings.class);
    }

    @Test
    void toString_passwordAndEnvironment_areNotInIt() {
        assertThat(
                        WorkerSettings.of("ws://h/", "w1", "s3cret", folder)
                                .withEnvironment(Map.of("TOKEN", "t0ken")))
                .asString()
                .contains("w1")
                .doesNotContain("s3cret", "t0ken");
    }

    @Test
    void sendsPasswordInTheClear_onlyPlainToAnotherMachine() {
        assertThat(WorkerSettings.of("ws://h/", "w", "p", folder).sendsPasswordInTheClear())
                .isTrue();
        assertThat(WorkerSettings.of("wss://h/", "w", "p", folder).sendsPasswordInTheClear())
                .isFalse();
        assertThat(WorkerSettings.of("localhost", "w", "p", folder).sendsPasswordInTheClear())
                .isFalse();
    }

    @Test
    void trust_fileWithoutCertificates_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "not a certificate\n");
        assertThatThrownBy(() -> Trust.context(file, null))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("ca.pem");
    }
}
