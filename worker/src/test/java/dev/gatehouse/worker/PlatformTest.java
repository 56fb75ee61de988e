package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void canSay_localeWithoutTheCharacter_isFalse() {
        Platform ascii =
                new Platform(true, List.of("/bin/sh", "-c"), null, null, StandardCharsets.US_ASCII);
        assertThat(ascii.canSay("plain")).isTrue();
        assertThat(ascii.canSay("na\u00efve")).isFalse();
    }

    @Test
    void find_program_comesFromTheCommandsOwnPath() {
        Path root = Path.of("/");
        assertThat(Platform.find("sh", "/none:/bin", root)).isEqualTo(Path.of("/bin/sh"));
        assertThat(Platform.find("sh", "/none", root)).isNull();
        assertThat(Platform.find("bin/sh", "", root)).isEqualTo(Path.of("/bin/sh"));
        assertThat(Platform.find("bin", "/", root)).isNull();
    }

    @Test
    void signal_withoutAGroupOfItsOwn_reachesTheTree() throws Exception {
        Platform whole = Platform.detect(Map.of("PATH", "/usr/bin:/bin"));
        assertThat(whole.setsid()).isNotNull();
        assertThat(whole.mkfifo()).isNotNull();
        Process tree =
                new ProcessBuilder("/bin/sh", "-c", "sh -c 'echo up; sleep 1000 & wait' & wait")
                        .start();
        assertThat(tree.getInputStream().read()).isEqualTo('u');
        List<ProcessHandle> below = tree.descendants().toList();
        assertThat(below).isNotEmpty();
        new ProcessGroup(tree, true, false).signal("KILL");
        assertThat(tree.waitFor()).isNotZero();
        for (ProcessHandle handle : below) {
            handle.onExit().get(30, java.util.concurrent.TimeUnit.SECONDS);
        }
    }
}
