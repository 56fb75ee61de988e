package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.worker.ScriptedMaster.Outcome;
import dev.gatehouse.worker.ScriptedMaster.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs on this machine, asked for over a real socket. */
class ShellCommandTest {
    @TempDir Path folder;
    private ScriptedMaster master;
    private Worker worker;

    @BeforeEach
    void connect() throws Exception {
        master = new ScriptedMaster();
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        environment.put("GH_OWN", "own");
        environment.put("PYTHONPATH", "/srv/lib");
        worker =
                master.worker(
                        master.settings(folder.resolve("base"))
                                .withEnvironment(environment)
                                .withMaxCommands(4));
        settle(0.1, 65536, 4096);
    }

    @AfterEach
    void disconnect() throws Exception {
        master.hold.countDown();
        worker.stop(Duration.ofSeconds(10));
        master.close();
    }

    private void settle(double timeout, int size, int longestLine) {
        Map<String, Object> args =
                Map.of(
                        "buffer_size", size,
                        "buffer_timeout", timeout,
                        "newline_re", BufferSettings.STANDARD.newline().pattern(),
                        "max_line_length", longestLine);
        assertThat(master.request("set_worker_settings", Map.of("args", args)))
                .doesNotContainKey("is_exception");
    }

    private Map<String, Object> shell(Object command, Object... more) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("workdir", folder.resolve("work").toString());
        args.put("command", command);
        args.put("logEnviron", false);
        for (int i = 0; i < more.length; i += 2) {
            args.put((String) more[i], more[i + 1]);
        }
        return args;
    }

    private static boolean alive(long pid) {
        // A killed child of nobody may stay a zombie where process 1 does not reap.
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        try {
            Path status = Path.of("/proc/" + pid + "/status");
            return handle.isPresent()
                    && (!Files.exists(status) || !Files.readString(status).contains("State:\tZ"));
        } catch (IOException e) {
            return false;
        }
    }

    private long pid(String name) {
        Path file = folder.resolve("work").resolve(name);
        await().atMost(ScriptedMaster.PATIENCE)
                .until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void env_mergesByTheRules() {
        Map<String, Object> env = new LinkedHashMap<>();
        env.put("A", "x${GH_OWN}y${GH_NONE}z$GH_OWN");
        env.put("L", List.of("a", "b"));
        env.put("GH_OWN", null);
        env.put("PYTHONPATH", "/pp");
        Outcome outcome =
                master.command(
                        "shell",
                        shell("echo \"$A|$L|${GH_OWN-unset}|$PYTHONPATH|$PWD\"", "env", env));
        assertThat(outcome.rc()).isZero();
        assertThat(outcome.text("stdout"))
                .isEqualTo("xownyz$GH_OWN|a:b|unset|/pp:/srv/lib|" + folder.resolve("work") + "\n");
    }

    @Test
    void shell_bothStreamsAndExitCode_arrive() {
        Outcome outcome = master.command("shell", shell("echo out; echo err >&2; exit 42"));
        assertThat(outcome.text("stdout")).isEqualTo("out\n");
        assertThat(outcome.text("stderr")).isEqualTo("err\n");
        assertThat(outcome.rc()).isEqualTo(42);
        assertThat(outcome.failure()).isNull();
        RecordedConversationsTest.checkShape(outcome);
    }

    @Test
    void wantStdout_false_isNeitherSentNorCounted() {
        Outcome outcome =
                master.command(
                        "shell",
                        shell("seq 1 100; echo err >&2", "want_stdout", false, "max_lines", 5));
        assertThat(outcome.rc()).isZero();
        assertThat(outcome.text("stdout")).isEmpty();
        assertThat(outcome.text("stderr")).isEqualTo("err\n");
    }

    @Test
    void manyLines_allArriveInOrderInMessagesOfBoundedSize() {
        Outcome outcome = master.command("shell", shell("seq 1 60000"));
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 60000; i++) {
            expected.append(i).append('\n');
        }
        assertThat(outcome.text("stdout")).isEqualTo(expected.toString());
        RecordedConversationsTest.checkShape(outcome);
        for (Map<String, Object> message : outcome.messages()) {
            if (message.get("op").equals("update")) {
                int size =
                        ((List<?>) message.get("args"))
                                .stream()
                                        .filter(item -> ((List<?>) item).get(0).equals("stdout"))
                                        .mapToInt(
                                                item ->
                                                        ((List<?>) ((List<?>) item).get(1))
                                                                .get(0)
                                                                .toString()
                                                                .length())
                                        .sum();
                assertThat(size).isLessThanOrEqualTo(65536);
            }
        }
    }

    @Test
    void longLine_isCutWithoutLosingText() {
        settle(0.1, 65536, 100);
        Outcome outcome =
                master.command(
                        "shell", shell("printf '%01000d€' 7; printf '%0999d\\n' 8; echo end"));
        List<String> lines = outcome.text("stdout").lines().toList();
        assertThat(lines).hasSize(21).allMatch(line -> line.length() <= 100).endsWith("end");
        assertThat(String.join("", lines.subList(0, 20)))
                .isEqualTo("0".repeat(999) + "7€" + "0".repeat(998) + "8");
    }

    @Test
    void characterSplitBetweenReads_isPutTogether() {
        Outcome outcome =
                master.command(
                        "shell",
                        shell(
                                "printf 'a\\342'; sleep 0.3; printf '\\202'; sleep 0.3; printf '\\254b'"));
        assertThat(outcome.text("stdout")).isEqualTo("a€b\n");
    }

    @Test
    void output_ofASlowProgram_comesWhileItRuns() {
        Running running = master.start("shell", shell("echo first; sleep 60"));
        master.awaitText(running, "first");
        interrupt(running);
        assertThat(master.finish(running).rc()).isEqualTo(-1);
    }

    private void interrupt(Running running) {
        assertThat(
                        master.request(
                                "interrupt_command",
                                Map.of("command_id", running.id(), "why", "test")))
                .doesNotContainKey("is_exception")
                .containsEntry("result", null);
    }

    @Test
    void interrupt_killsTheWholeTreeEvenWhatLeftTheGroup() {
        Running running =
                master.start(
                        "shell",
                        shell(
                                "trap '' TERM; sh -c 'echo $$ > child; sleep 1000 & echo $! > grand;"
                                        + " wait' & setsid sh -c 'echo $$ > apart; sleep 1000' &"
                                        + " echo up; wait"));
        long child = pid("child");
        long grandchild = pid("grand");
        long apart = pid("apart");
        master.awaitText(running, "up");
        assertThat(List.of(child, grandchild, apart)).allMatch(ShellCommandTest::alive);
        interrupt(running);
        Outcome outcome = master.finish(running);
        assertThat(outcome.rc()).isEqualTo(-1);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.text("header"))
                .contains(
                        "\ncommand interrupted, attempting to kill\nprocess killed by signal 9\n");
        await().atMost(ScriptedMaster.PATIENCE)
                .until(() -> !alive(child) && !alive(grandchild) && !alive(apart));
    }

    @Test
    void interrupt_withSigtermTime_letsTheProgramTidyUp() {
        Running running =
                master.start(
                        "shell",
                        shell(
                                "trap 'echo tidy; exit 0' TERM; echo up; while :; do sleep 0.1; done",
                                "sigtermTime",
                                20));
        master.awaitText(running, "up");
        interrupt(running);
        Outcome outcome = master.finish(running);
        assertThat(outcome.text("stdout")).contains("tidy\n");
        assertThat(outcome.rc()).isEqualTo(-1);
    }

    @Test
    void sigterm_ignoredByAChild_endsInSigkillOfTheGroup() {
        Running running =
                master.start(
                        "shell",
                        shell(
                                "(trap '' TERM; echo $$ > leader; sh -c 'echo $$ > deaf; while :; do"
                                        + " sleep 0.2; done') & echo up; wait",
                                "sigtermTime",
                                0.5));
        long deaf = pid("deaf");
        master.awaitText(running, "up");
        interrupt(running);
        assertThat(master.finish(running).rc()).isEqualTo(-1);
        await().atMost(ScriptedMaster.PATIENCE).until(() -> !alive(deaf));
    }

    /** Not INT: who starts the tests in the background may have it ignored, and then no shell can trap it. */
    @Test
    void interruptSignal_isWhatTheProgramGets() {
        Running running =
                master.start(
                        "shell",
                        shell(
                                "trap 'echo got it; exit 3' USR1; echo up; while :; do sleep 0.1;"
                                        + " done",
                                "interruptSignal",
                                "USR1"));
        master.awaitText(running, "up");
        interrupt(running);
        Outcome outcome = master.finish(running);
        assertThat(outcome.text("stdout")).contains("got it\n");
        assertThat(outcome.rc()).isEqualTo(-1);
    }

    @Test
    void interruptSignal_thatIsNone_isRefusedBeforeItReachesAShell() {
        Outcome outcome =
                master.command("shell", shell("true", "interruptSignal", "KILL; touch x"));
        assertThat(outcome.failure()).contains("interruptSignal");
        assertThat(outcome.rc()).isNull();
    }

    @Test
    void backgroundChild_thatHoldsTheOutput_isWaitedForAndHeard() {
        Outcome outcome =
                master.command("shell", shell("(sleep 0.5; echo late; echo later) & echo early"));
        assertThat(outcome.text("stdout")).isEqualTo("early\nlate\nlater\n");
        assertThat(outcome.rc()).isZero();
    }

    @Test
    void backgroundChild_withItsOwnOutput_isLeftAlone() {
        Outcome outcome =
                master.command(
                        "shell", shell("sleep 1000 > /dev/null 2>&1 & echo $! > bg; echo done"));
        assertThat(outcome.text("stdout")).isEqualTo("done\n");
        long background = pid("bg");
        assertThat(alive(background)).isTrue();
        ProcessHandle.of(background).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void timeout_withABackgroundChildLeft_killsItToo() {
        Outcome outcome =
                master.command("shell", shell("sleep 1000 & echo $! > bg; exit 0", "timeout", 1));
        assertThat(outcome.item("failure_reason")).isEqualTo("timeout_without_output");
        assertThat(outcome.rc()).isEqualTo(-1);
        assertThat(alive(pid("bg"))).isFalse();
    }

    @Test
    void stdin_isGivenAndThenEnds() {
        Outcome outcome =
                master.command("shell", shell(List.of("cat"), "initial_stdin", "grün\nzwei"));
        assertThat(outcome.text("stdout")).isEqualTo("grün\nzwei\n");
        assertThat(master.command("shell", shell("cat; echo end")).text("stdout"))
                .isEqualTo("end\n");
    }

    @Test
    void usePty_isAcceptedWithANote() {
        Outcome outcome = master.command("shell", shell("echo x", "usePTY", true));
        assertThat(outcome.text("header"))
                .contains(" using PTY: False (asked for, but this worker has none)\n");
        assertThat(outcome.rc()).isZero();
    }

    @Test
    void slowMaster_holdsTheProgramAndLosesNothing() throws Exception {
        settle(0.05, 65536, 4096);
        Running running =
                master.start(
                        "shell",
                        shell(
                                "i=0; while [ $i -lt 3000 ]; do printf '%4000d\\n' $i; i=$((i+1));"
                                        + " echo $i > progress; done",
                                "timeout", 2));
        master.awaitText(running, "   0\n");
        master.hold = new CountDownLatch(1);
        Path progress = folder.resolve("work/progress");
        long[] seen = {-1, 0};
        // Held means: no progress for longer than the command's own timeout, which must not strike.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            String text = Files.readString(progress).strip();
                            long now = text.isEmpty() ? seen[0] : Long.parseLong(text);
                            seen[1] = now == seen[0] ? seen[1] + 1 : 0;
                            seen[0] = now;
                            return seen[1] > 15;
                        });
        assertThat(seen[0]).isLessThan(3000);
        master.hold.countDown();
        Outcome outcome = master.finish(running);
        assertThat(outcome.rc()).isZero();
        assertThat(outcome.item("failure_reason")).isNull();
        assertThat(outcome.text("stdout").lines().mapToInt(line -> Integer.parseInt(line.strip())))
                .hasSize(3000)
                .isSorted();
    }

    @Test
    void commands_beyondTheLimit_areRefused() {
        List<Running> running =
                java.util.stream.Stream.generate(() -> master.start("shell", shell("sleep 100")))
                        .limit(4)
                        .toList();
        assertThat(master.start("shell", shell("true")).response())
                .containsEntry("is_exception", true)
                .containsEntry("result", "this worker already runs 4 commands, which is its limit");
        running.forEach(this::interrupt);
        running.forEach(command -> assertThat(master.finish(command).rc()).isEqualTo(-1));
        assertThat(master.command("shell", shell("true")).rc()).isZero();
    }

    @Test
    void commandId_inUse_isRefused() {
        Running running = master.start("shell", shell("sleep 100"));
        Map<String, Object> again =
                master.request(
                        "start_command",
                        Map.of(
                                "command_id", running.id(),
                                "command_name", "shell",
                                "args", shell("true")));
        assertThat(again).containsEntry("is_exception", true);
        interrupt(running);
        assertThat(master.finish(running).rc()).isEqualTo(-1);
    }

    @Test
    void interrupt_ofNothing_isFine() {
        assertThat(master.request("interrupt_command", Map.of("command_id", "nope", "why", "test")))
                .containsEntry("result", null);
        assertThat(master.request("interrupt_command", Map.of("command_id", "nope")))
                .containsKey("is_exception");
    }

    @Test
    void rmdir_ofFoldersThatMayNotBeWritten_succeeds() throws Exception {
        Path closed = Files.createDirectories(folder.resolve("tree/closed"));
        Files.writeString(closed.resolve("file"), "x");
        Files.setPosixFilePermissions(
                closed, java.nio.file.attribute.PosixFilePermissions.fromString("r-x------"));
        Outcome outcome =
                master.command(
                        "rmdir",
                        Map.of(
                                "paths",
                                List.of(folder.resolve("tree").toString()),
                                "logEnviron",
                                false));
        assertThat(outcome.rc()).isZero();
        assertThat(folder.resolve("tree")).doesNotExist();
    }
}
