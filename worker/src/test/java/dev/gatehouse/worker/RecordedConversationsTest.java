package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.worker.ScriptedMaster.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real master asked of a real worker, asked of ours: the answers must mean the same. The
 * recorded base directory is replaced by a folder of the test, in requests and in answers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedConversationsTest {
    private static final Path VECTORS = Path.of("../src-it/vectors/worker-frames.jsonl");
    private static final String RECORDED_BASE = "/srv/buildbot/worker1";

    /** Where ours says another thing on purpose, and the test says which. */
    private static final Set<String> OTHER_WORDS =
            Set.of(
                    "shell-nonexist",
                    "shell-obfuscated",
                    "shell-logfiles",
                    "upload_file-missing",
                    "download_file-exc");

    private final Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
    private ScriptedMaster master;
    private Worker worker;
    private Path base;

    @BeforeAll
    void connect(@TempDir Path folder) throws Exception {
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(VECTORS)) {
            JsonNode frame = json.readTree(line);
            if (frame.get("worker").asText().startsWith("4.") && frame.path("msg").isObject()) {
                groups.computeIfAbsent(frame.get("group").asText(), group -> new ArrayList<>())
                        .add(frame);
            }
        }
        base = folder.toRealPath().resolve("worker1");
        Files.createDirectories(base.resolve("info"));
        Files.createDirectories(base.resolve("demo"));
        for (String name : List.of("mark.txt", "buildbot.tac", "buildbot.tac.orig")) {
            Files.writeString(base.resolve(name), name);
        }
        Files.writeString(base.resolve("twistd.hostname"), "");
        Files.writeString(base.resolve("twistd.log"), "");
        master = new ScriptedMaster();
        worker =
                master.worker(
                        master.settings(base)
                                .withInfo(Map.of("admin", "A\n", "host", "H\n"))
                                .withEnvironment(
                                        Map.of(
                                                "PATH", "/usr/bin:/bin",
                                                "HOME", "/srv/buildbot",
                                                "LANG", "C.UTF-8",
                                                "PYTHONPATH", "/srv/lib")));
    }

    @AfterAll
    void disconnect() throws Exception {
        worker.stop(Duration.ofSeconds(10));
        master.close();
    }

    @Test
    void attach_everyRequest_isAnsweredAsRecorded() {
        List<JsonNode> frames = groups.get("attach");
        assertThat(frames).isNotEmpty();
        for (JsonNode frame : frames) {
            JsonNode message = frame.get("msg");
            if (!fromMaster(frame) || message.get("op").asText().equals("response")) {
                continue;
            }
            Map<String, Object> request = rewritten(message);
            request.remove("seq_number");
            Map<String, Object> answer = master.request(message.get("op").asText(), request);
            Map<String, Object> recorded = answerTo(frames, message.get("seq_number").asInt());
            assertThat(answer.keySet()).isEqualTo(recorded.keySet());
            if (message.get("op").asText().equals("get_worker_info")) {
                Map<?, ?> info = (Map<?, ?>) answer.get("result");
                Map<?, ?> expected = (Map<?, ?>) recorded.get("result");
                assertThat(info.get("system")).isEqualTo("posix");
                assertThat(info.get("environ")).isEqualTo(expected.get("environ"));
                assertThat(info.get("basedir")).isEqualTo(base.toString());
                assertThat(info.get("worker_commands")).isEqualTo(expected.get("worker_commands"));
                assertThat(info.get("numcpus")).isInstanceOf(Integer.class);
                assertThat(info.get("admin")).isEqualTo("A\n");
                assertThat(String.valueOf(info.get("version"))).matches("\\d+\\.\\d+\\.\\d+.*");
            } else {
                assertThat(answer.get("result")).isEqualTo(recorded.get("result"));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> command_recordedRequest_meansTheSame() {
        return groups.keySet().stream()
                .filter(
                        group ->
                                !Set.of(
                                                "attach",
                                                "real-master-build",
                                                "handshake",
                                                "large-update",
                                                "long-lines",
                                                "ping-and-shutdown")
                                        .contains(group))
                .filter(group -> !group.startsWith("interrupt"))
                .map(group -> dynamicTest(group, () -> replay(group)));
    }

    @TestFactory
    Stream<DynamicTest> interrupt_recordedRequest_meansTheSame() {
        return Stream.of("interrupt-kill", "interrupt-term")
                .map(group -> dynamicTest(group, () -> replayInterrupt(group)));
    }

    private void replayInterrupt(String group) throws Exception {
        prepare(group);
        master.script = request -> null;
        List<JsonNode> frames = groups.get(group);
        JsonNode start = request(frames, "start_command");
        Map<String, Object> settings =
                asMap(
                        rewritten(
                                        groups.get("attach").stream()
                                                .map(frame -> frame.get("msg"))
                                                .filter(
                                                        message ->
                                                                message.path("args")
                                                                        .has("newline_re"))
                                                .findFirst()
                                                .orElseThrow())
                                .get("args"));
        settings.put("buffer_timeout", 0.05);
        master.request("set_worker_settings", Map.of("args", settings));
        ScriptedMaster.Running running = master.start("shell", asMap(rewritten(start).get("args")));
        Outcome recorded = recorded(frames, start);
        // Both commands sleep, and only once they are ready to be interrupted.
        await().atMost(ScriptedMaster.PATIENCE)
                .until(
                        () ->
                                ProcessHandle.current()
                                        .descendants()
                                        .flatMap(child -> child.info().command().stream())
                                        .anyMatch(command -> command.endsWith("/sleep")));
        Map<String, Object> interrupt = rewritten(request(frames, "interrupt_command"));
        interrupt.put("command_id", running.id());
        interrupt.remove("seq_number");
        assertThat(master.request("interrupt_command", interrupt)).containsEntry("result", null);
        Outcome outcome = master.finish(running);
        checkShape(outcome);
        assertThat(outcome.rc()).isEqualTo(recorded.rc());
        assertThat(outcome.text("stdout")).isEqualTo(recorded.text("stdout"));
        assertThat(headerLines(outcome)).isEqualTo(headerLines(recorded));
        assertThat(outcome.failure()).isNull();
    }

    private static JsonNode request(List<JsonNode> frames, String op) {
        return frames.stream()
                .map(frame -> frame.get("msg"))
                .filter(message -> message.get("op").asText().equals(op))
                .findFirst()
                .orElseThrow();
    }

    private void replay(String group) throws Exception {
        prepare(group);
        List<JsonNode> frames = groups.get(group);
        JsonNode start =
                frames.stream()
                        .map(frame -> frame.get("msg"))
                        .filter(message -> message.get("op").asText().equals("start_command"))
                        .findFirst()
                        .orElseThrow();
        Deque<Map<String, Object>> answers = transferAnswers(frames);
        master.script =
                request -> {
                    String op = (String) request.get("op");
                    if (op.equals("update") || op.equals("complete") || answers.isEmpty()) {
                        return null;
                    }
                    Map<String, Object> answer = answers.poll();
                    if (answer.containsKey("is_exception")) {
                        throw new ScriptedMaster.Refusal((String) answer.get("result"));
                    }
                    return answer.get("result");
                };
        Map<String, Object> request = rewritten(start);
        Outcome outcome =
                master.command((String) request.get("command_name"), asMap(request.get("args")));
        Outcome recorded = recorded(frames, start);

        assertThat(outcome.refused()).isEqualTo(recorded.refused());
        if (recorded.refused()) {
            assertThat(tail(outcome.response().get("result")))
                    .isEqualTo(tail(recorded.response().get("result")));
            return;
        }
        checkShape(outcome);
        assertThat(outcome.failure() == null).isEqualTo(recorded.failure() == null);
        assertThat(transferOps(outcome)).isEqualTo(transferOps(recorded));
        assertThat(outcome.ops()).endsWith("update", "complete");
        assertThat(outcome.item("failure_reason")).isEqualTo(recorded.item("failure_reason"));
        assertThat(outcome.item("elapsed")).isInstanceOf(Double.class);
        if (OTHER_WORDS.contains(group)) {
            checkOtherWords(group, outcome);
            return;
        }
        assertThat(outcome.rc()).isEqualTo(recorded.rc());
        assertThat(outcome.text("stdout")).isEqualTo(recorded.text("stdout"));
        assertThat(outcome.text("stderr")).isEqualTo(recorded.text("stderr"));
        assertThat(outcome.logFile("xlog")).isEqualTo(recorded.logFile("xlog"));
        assertThat(outcome.logFile("ylog")).isEqualTo(recorded.logFile("ylog"));
        assertThat(headerLines(outcome)).isEqualTo(headerLines(recorded));
        if (recorded.failure() != null) {
            assertThat(outcome.failure()).startsWith("[Failure instance: Traceback: <class '");
        }
        checkResult(group, outcome, recorded);
    }

    /** What the recording's own script did between the commands. */
    private void prepare(String group) throws Exception {
        Path build = Files.createDirectories(base.resolve("b1/build"));
        Files.createDirectories(build.resolve("sub/deep"));
        Files.writeString(build.resolve("sub/deep/a.txt"), "hello a\n");
        if (group.startsWith("upload_file")) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (JsonNode frame : groups.get("upload_file")) {
                if (frame.get("msg").get("op").asText().equals("update_upload_file_write")) {
                    data.writeBytes(frame.get("msg").get("args").get("$bin").binaryValue());
                }
            }
            Files.write(build.resolve("data.bin"), data.toByteArray());
        }
        if (group.equals("rmfile")) {
            Files.writeString(build.resolve("got2.bin"), "x");
        }
    }

    private void checkResult(String group, Outcome outcome, Outcome recorded) throws Exception {
        if (recorded.item("files") != null) {
            List<Object> expected = new ArrayList<>((List<?>) recorded.item("files"));
            // The master's side of the recording had left a few more files there.
            List<Object> got = new ArrayList<>((List<?>) outcome.item("files"));
            assertThat(got).containsAll(expected);
        }
        if (recorded.item("stat") != null) {
            List<?> numbers = (List<?>) outcome.item("stat");
            assertThat(numbers).hasSize(10).allMatch(number -> number instanceof Number);
            assertThat(numbers.get(0)).isEqualTo(((List<?>) recorded.item("stat")).get(0));
        }
        if (group.startsWith("upload_file") && !group.endsWith("missing")) {
            assertThat(outcome.bytesOf("update_upload_file_write"))
                    .isEqualTo(recorded.bytesOf("update_upload_file_write"));
        }
        if (group.startsWith("download_file")) {
            Path got =
                    base.resolve(
                            group.equals("download_file")
                                    ? "b1/build/newdir/got.bin"
                                    : "b1/build/got2.bin");
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            transferAnswers(groups.get(group)).stream()
                    .map(answer -> answer.get("result"))
                    .filter(result -> result instanceof byte[])
                    .forEach(result -> sent.writeBytes((byte[]) result));
            assertThat(Files.readAllBytes(got)).isEqualTo(sent.toByteArray()).isNotEmpty();
        }
        if (group.equals("download_file")) {
            assertThat(Files.getPosixFilePermissions(base.resolve("b1/build/newdir/got.bin")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        }
        if (group.equals("mkdir")) {
            assertThat(base.resolve("b1/build")).isDirectory();
        }
        if (group.equals("cpdir")) {
            assertThat(base.resolve("b1/copy/deep/a.txt")).hasContent("hello a");
        }
        if (group.equals("rmdir")) {
            assertThat(base.resolve("b1/copy")).doesNotExist();
        }
    }

    private static void checkOtherWords(String group, Outcome outcome) {
        switch (group) {
            case "shell-nonexist" -> {
                // The recorded worker shows a stack trace of its own.
                assertThat(outcome.rc()).isEqualTo(1);
                assertThat(outcome.text("stderr"))
                        .isEqualTo("cannot run '/no/such/prog': No such file or directory\n");
            }
            case "shell-obfuscated" -> {
                // The recorded worker runs the list's text; the real word was meant.
                assertThat(outcome.text("stdout")).isEqualTo("SECRET\n");
                assertThat(outcome.text("header")).contains("echo XXXX").doesNotContain("SECRET");
            }
            case "shell-logfiles" -> {
                // The recorded worker overlooks a file to follow that is made at the very end.
                assertThat(outcome.logFile("xlog")).isEqualTo("l1\nl2\n");
                assertThat(outcome.logFile("ylog")).isEqualTo("q\n");
                assertThat(outcome.text("header"))
                        .contains(
                                " watching logfiles {'xlog': 'x.log', 'ylog': {'filename':"
                                        + " 'y.log', 'follow': True}}\n");
                assertThat(outcome.rc()).isZero();
            }
            case "upload_file-missing" -> {
                // The recorded worker does not say why.
                assertThat(outcome.text("stderr"))
                        .startsWith("Cannot open file '")
                        .endsWith("zzz' for upload: No such file or directory\n");
                assertThat(outcome.rc()).isEqualTo(1);
            }
            default -> {
                // The recorded worker says rc 0 although nothing was fetched.
                assertThat(outcome.rc()).isEqualTo(1);
                assertThat(outcome.failure()).contains("no such file");
            }
        }
    }

    /** Positions and times must fit the text, whatever it is. */
    static void checkShape(Outcome outcome) {
        for (List<?> item : outcome.items()) {
            assertThat(item).hasSize(2);
            Object value = item.get(1);
            if (item.get(0).equals("log")) {
                value = ((List<?>) value).get(1);
            }
            if (Set.of("stdout", "stderr", "header", "log").contains(item.get(0))) {
                List<?> body = (List<?>) value;
                String text = (String) body.get(0);
                List<Integer> positions = new ArrayList<>();
                int[] codePoints = text.codePoints().toArray();
                for (int i = 0; i < codePoints.length; i++) {
                    if (codePoints[i] == '\n') {
                        positions.add(i);
                    }
                }
                assertThat(text).endsWith("\n");
                assertThat(body.get(1)).isEqualTo(positions);
                assertThat((List<?>) body.get(2))
                        .hasSameSizeAs(positions)
                        .allMatch(time -> time instanceof Double);
            }
        }
    }

    private static List<String> headerLines(Outcome outcome) {
        return outcome.text("header")
                .lines()
                .filter(line -> !line.startsWith("elapsedTime="))
                .toList();
    }

    private static List<String> transferOps(Outcome outcome) {
        List<String> ops =
                outcome.ops().stream()
                        .filter(op -> op.startsWith("update_"))
                        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        // How many blocks a packed folder takes is the packer's business.
        return ops.contains("update_upload_directory_write")
                ? new ArrayList<>(new LinkedHashSet<>(ops))
                : ops;
    }

    /** Without the class name that differs. */
    private static String tail(Object words) {
        return String.valueOf(words)
                .replaceFirst("^\\w+ is missing", "is missing")
                .replaceFirst("^\\(command [^)]*\\): ", "");
    }

    private Deque<Map<String, Object>> transferAnswers(List<JsonNode> frames) {
        Deque<Map<String, Object>> answers = new ArrayDeque<>();
        for (JsonNode frame : frames) {
            JsonNode message = frame.get("msg");
            if (!fromMaster(frame) && message.get("op").asText().startsWith("update_")) {
                answers.add(answerTo(frames, message.get("seq_number").asInt()));
            }
        }
        return answers;
    }

    private Map<String, Object> answerTo(List<JsonNode> frames, int number) {
        return frames.stream()
                .map(frame -> frame.get("msg"))
                .filter(message -> message.get("op").asText().equals("response"))
                .filter(message -> message.get("seq_number").asInt() == number)
                .map(this::rewritten)
                .findFirst()
                .orElseThrow();
    }

    private Outcome recorded(List<JsonNode> frames, JsonNode start) {
        List<Map<String, Object>> messages = new ArrayList<>();
        List<List<?>> items = new ArrayList<>();
        Map<String, Object> complete = Map.of();
        Map<String, Object> response = Map.of();
        for (JsonNode frame : frames) {
            Map<String, Object> message = rewritten(frame.get("msg"));
            if (fromMaster(frame)) {
                continue;
            }
            if (message.get("op").equals("response")) {
                response =
                        message.get("seq_number").equals(start.get("seq_number").asInt())
                                ? message
                                : response;
                continue;
            }
            messages.add(message);
            if (message.get("op").equals("update")) {
                ((List<?>) message.get("args")).forEach(item -> items.add((List<?>) item));
            }
            complete = message.get("op").equals("complete") ? message : complete;
        }
        return new Outcome(response, items, messages, complete);
    }

    private static boolean fromMaster(JsonNode frame) {
        return frame.get("dir").asText().startsWith("master");
    }

    private Map<String, Object> rewritten(JsonNode message) {
        return asMap(value(message));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    private Object value(JsonNode node) {
        if (node.isObject() && node.has("$bin")) {
            return java.util.Base64.getDecoder().decode(node.get("$bin").asText());
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(e -> map.put(e.getKey(), value(e.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isTextual()) {
            return node.asText().replace(RECORDED_BASE, base.toString());
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return node.isInt() ? (Object) node.intValue() : (Object) node.numberValue();
        }
        return null;
    }
}
