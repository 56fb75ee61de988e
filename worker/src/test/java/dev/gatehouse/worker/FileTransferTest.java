package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.ScriptedMaster.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTransferTest {
    @TempDir Path folder;
    private ScriptedMaster master;
    private Worker worker;

    @BeforeEach
    void connect() throws Exception {
        master = new ScriptedMaster();
        worker = master.worker(master.settings(folder.resolve("base")));
    }

    @AfterEach
    void disconnect() throws Exception {
        worker.stop(Duration.ofSeconds(10));
        master.close();
    }

    private static Map<String, Object> args(Object... pairs) {
        Map<String, Object> args = new HashMap<>();
        args.put("maxsize", null);
        args.put("blocksize", 16384);
        for (int i = 0; i < pairs.length; i += 2) {
            args.put((String) pairs[i], pairs[i + 1]);
        }
        return args;
    }

    private static void run(Path folder, String... words) throws Exception {
        Process process = new ProcessBuilder(words).directory(folder.toFile()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gz"})
    void uploadDirectory_unpacksToTheSameTree(String compress) throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/sub/" + "deep-".repeat(30)));
        Path root = folder.resolve("tree");
        byte[] random = new byte[100_000];
        new Random(7).nextBytes(random);
        Files.write(tree.resolve("näme-" + "x".repeat(90)), random);
        Files.writeString(root.resolve("empty"), "");
        Files.setPosixFilePermissions(
                Files.writeString(root.resolve("run.sh"), "#!/bin/sh\n"),
                PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("sub/" + "deep-".repeat(30)));
        Files.createDirectories(root.resolve("hollow"));

        Outcome outcome =
                master.command(
                        "upload_directory",
                        args(
                                "path",
                                root.toString(),
                                "compress",
                                compress.isEmpty() ? null : "gz"));

        assertThat(outcome.rc()).isZero();
        assertThat(outcome.ops()).contains("update_upload_directory_unpack");
        Path archive =
                Files.write(
                        folder.resolve("got.tar"),
                        outcome.bytesOf("update_upload_directory_write"));
        Path out = Files.createDirectories(folder.resolve("out"));
        run(out, "tar", compress.isEmpty() ? "-xpf" : "-xpzf", archive.toString());
        run(folder, "diff", "-r", "--no-dereference", root.toString(), out.toString());
        assertThat(Files.getPosixFilePermissions(out.resolve("run.sh")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x--x"));
        assertThat(Files.getLastModifiedTime(out.resolve("empty")).toInstant().getEpochSecond())
                .isEqualTo(
                        Files.getLastModifiedTime(root.resolve("empty"))
                                .toInstant()
                                .getEpochSecond());
    }

    @Test
    void upload_interrupted_endsWithRcOne() throws Exception {
        Path file = Files.write(folder.resolve("big"), new byte[1_000_000]);
        AtomicInteger blocks = new AtomicInteger();
        master.script =
                request -> {
                    if (request.get("op").equals("update_upload_file_write")
                            && blocks.incrementAndGet() == 3) {
                        master.send(
                                Map.of(
                                        "op",
                                        "interrupt_command",
                                        "seq_number",
                                        100_000,
                                        "command_id",
                                        request.get("command_id"),
                                        "why",
                                        "test"));
                    }
                    return null;
                };
        Outcome outcome =
                master.command("upload_file", args("path", file.toString(), "blocksize", 1000));
        assertThat(outcome.rc()).isEqualTo(1);
        assertThat(outcome.text("stderr")).contains("interrupted");
        assertThat(blocks.get()).isLessThan(1000);
        assertThat(outcome.ops()).containsOnlyOnce("update_upload_file_close");
    }

    @Test
    void download_secretFile_isNeverReadableByOthers() throws Exception {
        Path target = folder.resolve("new/secret");
        AtomicInteger calls = new AtomicInteger();
        boolean[] closedAtFirst = {false};
        master.script =
                request -> {
                    if (!request.get("op").equals("update_read_file")) {
                        return null;
                    }
                    try {
                        closedAtFirst[0] |=
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(target))
                                        .equals("rw-------");
                    } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                    }
                    return calls.incrementAndGet() == 1
                            ? "top secret".getBytes(StandardCharsets.UTF_8)
                            : new byte[0];
                };
        Outcome outcome =
                master.command("downloadFile", args("path", target.toString(), "mode", 0600));
        assertThat(outcome.rc()).isZero();
        assertThat(target).hasContent("top secret");
        assertThat(closedAtFirst[0]).isTrue();
    }

    @Test
    void download_textInsteadOfBytes_fails() {
        master.script = request -> request.get("op").equals("update_read_file") ? "text" : null;
        Outcome outcome =
                master.command(
                        "download_file",
                        args("path", folder.resolve("x").toString(), "mode", null));
        assertThat(outcome.rc()).isEqualTo(1);
        assertThat(outcome.failure()).contains("a bytes-like object is required, not 'str'");
    }

    @Test
    void glob_patterns_fitWhatTheyShould() throws Exception {
        Path root = folder.toRealPath().resolve("g");
        for (String name :
                List.of("a.txt", "b.txt", "c.md", ".hidden.txt", "sub/d.txt", "sub/.e/f.txt")) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.createSymbolicLink(root.resolve("sub/loop"), root);
        assertThat(files(root + "/*.txt"))
                .containsExactlyInAnyOrder(root + "/a.txt", root + "/b.txt");
        assertThat(files(root + "/[!a].txt")).containsExactly(root + "/b.txt");
        assertThat(files(root + "/[ac].*"))
                .containsExactlyInAnyOrder(root + "/a.txt", root + "/c.md");
        assertThat(files(root + "/.*")).containsExactly(root + "/.hidden.txt");
        assertThat(files(root + "/**/?.txt"))
                .containsExactlyInAnyOrder(root + "/a.txt", root + "/b.txt", root + "/sub/d.txt");
        assertThat(files(root + "/a.txt")).containsExactly(root + "/a.txt");
        assertThat(files(root + "/none/*")).isEmpty();
    }

    private List<String> files(String pattern) {
        Outcome outcome = master.command("glob", Map.of("path", pattern));
        assertThat(outcome.rc()).isZero();
        return ((List<?>) outcome.item("files")).stream().map(String::valueOf).toList();
    }

    @Test
    void files_faults_haveTheSystemsNumbers() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        String below = file.resolve("below").toString();
        assertThat(master.command("rmfile", Map.of("path", folder.toString())).rc()).isEqualTo(21);
        assertThat(master.command("mkdir", Map.of("paths", List.of(file.toString()))).rc())
                .isEqualTo(17);
        assertThat(master.command("mkdir", Map.of("paths", List.of(below))).rc()).isEqualTo(20);
        assertThat(master.command("stat", Map.of("path", below)).rc()).isEqualTo(20);
        assertThat(master.command("listdir", Map.of("path", file.toString())).rc()).isEqualTo(20);
        assertThat(master.command("stat", Map.of()).refused()).isTrue();
    }
}
