package dev.gatehouse.data.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.World;
import dev.gatehouse.data.database.BadDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogTextTest {
    private static final int AGAIN = 8_000;

    private World world;
    private LogStore logs;

    @BeforeEach
    void build() {
        world =
                new World()
                        .builder(77, "a builder")
                        .worker(13, "w13")
                        .build(14, b -> b.number(4))
                        .step(5, s -> s.name("compile it"));
        logs = world.stores().logs();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private long log(String type) {
        return world.database().inTransaction(tx -> logs.add(tx, 5, "stdio", type)).logid();
    }

    private long foreign(String type, ChunkCodecTest.Packed... chunks) {
        long logid = log(type);
        world.database()
                .inTransaction(
                        tx -> {
                            int line = 0;
                            for (ChunkCodecTest.Packed chunk : chunks) {
                                tx.update(
                                        "INSERT INTO logchunks (logid, first_line, last_line,"
                                                + " content, compressed) VALUES (?, ?, ?, ?, ?)",
                                        logid,
                                        line,
                                        line + 3,
                                        chunk.bytes(),
                                        chunk.method());
                                line += 4;
                            }
                            return tx.update(
                                    "UPDATE logs SET num_lines = ?, complete = 1 WHERE id = ?",
                                    line,
                                    logid);
                        });
        return logid;
    }

    private void appendMegabytes(long logid) {
        for (int i = 0; i < 60; i++) {
            int n = i;
            logs.append(
                    logid,
                    IntStream.range(0, 100)
                            .mapToObj(j -> j % 17 == 0 ? "" : "o" + n + "☃" + "x".repeat(9 * j))
                            .toList());
        }
    }

    private Answer.Content raw(long logid, String head) {
        return logs.raw(logs.find(logid).orElseThrow(), head);
    }

    private static byte[] all(Answer.Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] part(Answer.Content content, long from, long count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out, from, count);
        return out.toByteArray();
    }

    @Test
    void text_ofChunksPackedInEveryWay_isOneText() throws IOException {
        long logid = foreign("s", ChunkCodecTest.Packed.values());

        String once = ChunkCodecTest.TEXT + "\n";
        assertThat(logs.contents(logid, null, null).orElseThrow().content().whole())
                .isEqualTo(once.repeat(5));
        assertThat(new String(all(raw(logid, "")), StandardCharsets.UTF_8))
                .isEqualTo(("first line\né☃ " + "abc".repeat(20) + "\n\nlast\n").repeat(5));
    }

    @Test
    void contents_windowOverChunks_areJustTheseLines() {
        long logid = foreign("s", ChunkCodecTest.Packed.values());

        assertThat(logs.contents(logid, 6L, 4L).orElseThrow().content().whole())
                .isEqualTo("\nhlast\nofirst line\neé☃ " + "abc".repeat(20) + "\n");
        assertThat(logs.contents(logid, 19L, 1L).orElseThrow().content().whole())
                .isEqualTo("hlast\n");
    }

    @Test
    void parts_ofALogOfManyMarks_areThoseOfTheWhole() throws IOException {
        long logid = log("s");
        appendMegabytes(logid);
        world.write(tx -> logs.finish(tx, logid));
        Answer.Content content = raw(logid, "Builder: grün\n");
        byte[] whole = all(content);

        assertThat(content.knownLength()).hasValue(whole.length);
        assertThat(whole.length).isGreaterThan(2 * 1024 * 1024);
        assertThat(content.length()).isEqualTo(whole.length);
        for (long from = 0; from < whole.length; from += 99_991) {
            for (long count : List.of(1L, 20L, 70_000L)) {
                long some = Math.min(count, whole.length - from);
                assertThat(part(content, from, some))
                        .as("%d from %d", some, from)
                        .isEqualTo(Arrays.copyOfRange(whole, (int) from, (int) (from + some)));
            }
        }
    }

    /** Chunks packed in every way, of some megabytes together. */
    private long longForeign() {
        long logid = foreign("s", ChunkCodecTest.Packed.values());
        int lines = log(logid).num_lines();
        world.database()
                .inTransaction(
                        tx ->
                                tx.update(
                                                "INSERT INTO logchunks (logid, first_line, last_line,"
                                                        + " content, compressed) WITH RECURSIVE n(i)"
                                                        + " AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                                                        + " WHERE i < ?) SELECT logid, first_line + ?"
                                                        + " * i, last_line + ? * i, content, compressed"
                                                        + " FROM n, logchunks WHERE logid = ?",
                                                AGAIN - 1,
                                                lines,
                                                lines,
                                                logid)
                                        + tx.update(
                                                "UPDATE logs SET num_lines = ? WHERE id = ?",
                                                lines * AGAIN,
                                                logid));
        return logid;
    }

    /** Whoever reads there now finds out. */
    private void damageBefore(long logid, long line) {
        world.database()
                .inTransaction(
                        tx ->
                                tx.update(
                                        "UPDATE logchunks SET content = ?, compressed = 1 WHERE logid"
                                                + " = ? AND last_line < ?",
                                        new byte[] {1, 2, 3},
                                        logid,
                                        line));
    }

    private void assertParts(long logid, byte[] whole, int first) throws IOException {
        for (int from = first; from < whole.length; from += 99_991) {
            int some = Math.min(20_000, whole.length - from);
            assertThat(part(raw(logid, ""), from, some))
                    .as("%d from %d", some, from)
                    .isEqualTo(Arrays.copyOfRange(whole, from, from + some));
        }
    }

    @Test
    void part_afterTheWholeWasRead_leavesAloneWhatLiesBefore() throws IOException {
        long logid = longForeign();
        byte[] whole = all(raw(logid, ""));
        assertThat(whole.length).isGreaterThan(3 * 1024 * 1024);
        damageBefore(logid, 40_000);

        assertThat(raw(logid, "").length()).isEqualTo(whole.length);
        assertParts(logid, whole, 2 * 1024 * 1024);
        assertThatThrownBy(() -> part(raw(logid, ""), 0, 1)).isInstanceOf(BadDatabase.class);
    }

    @Test
    void part_afterAReadingThatBrokeOff_leavesAloneWhatLiesBefore() throws IOException {
        long logid = longForeign();
        byte[] whole = all(new LogStore(world.database()).raw(log(logid), ""));
        OutputStream goneSoon =
                new OutputStream() {
                    private int taken;

                    @Override
                    public void write(int b) {
                        throw new AssertionError("byte by byte");
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        taken += count;
                        if (taken > 2_500_000) {
                            throw new IOException("the client has gone");
                        }
                    }
                };
        assertThatThrownBy(() -> raw(logid, "").writeTo(goneSoon)).hasMessageContaining("gone");
        damageBefore(logid, 40_000);

        assertThat(raw(logid, "").length()).isEqualTo(whole.length);
        assertParts(logid, whole, 2_200_000);
    }

    private Log log(long logid) {
        return logs.find(logid).orElseThrow();
    }

    @Test
    void part_ofALogThatWasWrittenHere_leavesAloneWhatLiesBefore() throws IOException {
        long logid = log("s");
        appendMegabytes(logid);
        // more than fits, and no way to pack it
        logs.append(logid, List.of(noise(200_000), "elast"));
        byte[] whole = all(new LogStore(world.database()).raw(log(logid), ""));
        damageBefore(logid, 2_000);

        assertThat(raw(logid, "").length()).isEqualTo(whole.length);
        assertParts(logid, whole, 2 * 1024 * 1024);
        logs.append(logid, List.of("oand more"));
        assertThat(raw(logid, "").length()).isEqualTo(whole.length + "and more\n".length());
        assertThat(part(raw(logid, ""), whole.length, 9)).asString().isEqualTo("and more\n");
    }

    private static String noise(int length) {
        StringBuilder noise = new StringBuilder("o");
        new Random(1).ints(length, 0x4e00, 0x9fa5).forEach(noise::appendCodePoint);
        return noise.toString();
    }

    /** Its text is what its chunks hold, however it was read before. */
    @Test
    void length_ofALogThatSaysTooLittleOfItself_isThatOfItsText() throws IOException {
        long logid = longForeign();
        world.database()
                .inTransaction(
                        tx -> tx.update("UPDATE logs SET num_lines = 4 WHERE id = ?", logid));
        OutputStream goneAtOnce =
                new OutputStream() {
                    private int taken;

                    @Override
                    public void write(int b) throws IOException {
                        if (++taken > 90) {
                            throw new IOException("the client has gone");
                        }
                    }
                };
        assertThatThrownBy(() -> raw(logid, "").writeTo(goneAtOnce))
                .isInstanceOf(IOException.class);

        assertThat(raw(logid, "").length()).isEqualTo(all(raw(logid, "")).length);
        assertThat(raw(logid, "").length()).isGreaterThan(3 * 1024 * 1024);
    }

    @Test
    void length_ofAGrowingLog_growsAndItsVersionChanges() throws IOException {
        long logid = log("s");
        logs.append(logid, List.of("oone"));
        Answer.Content before = raw(logid, "");
        assertThat(before.length()).isEqualTo(4);
        logs.append(logid, List.of("etwo", ""));
        Answer.Content after = raw(logid, "");

        assertThat(after.length()).isEqualTo(9);
        assertThat(before.length()).isEqualTo(4);
        // what was asked for is what was there then
        assertThat(all(before)).asString().isEqualTo("one\n");
        assertThat(all(after)).asString().isEqualTo("one\ntwo\n\n");
        assertThat(after.version()).isNotEqualTo(before.version());
    }

    @Test
    void length_ofALogThatWasDeletedMeanwhile_isNothing() throws IOException {
        long logid = foreign("t", ChunkCodecTest.Packed.ZLIB);
        String version = raw(logid, "").version();
        assertThat(raw(logid, "").length()).isPositive();

        world.database()
                .inTransaction(
                        tx ->
                                tx.update("DELETE FROM logchunks WHERE logid = ?", logid)
                                        + tx.update(
                                                "UPDATE logs SET type = 'd' WHERE id = ?", logid));

        assertThat(raw(logid, "").length()).isZero();
        assertThat(all(raw(logid, ""))).isEmpty();
        assertThat(raw(logid, "").version()).isNotEqualTo(version);
        assertThat(logs.find(logid).orElseThrow().num_lines()).isEqualTo(4);
    }

    @Test
    void chunk_thatHoldsMuchMoreThanItsSize_isReadWithoutHoldingIt() throws IOException {
        long logid = log("t");
        // 64 KiB that unpack to 60 MiB; sixteen of them are fetched together
        byte[] packed = ChunkCodec.compress(new byte[60 * 1024 * 1024]);
        world.database()
                .inTransaction(
                        tx -> {
                            for (int line = 0; line < 16; line++) {
                                tx.update(
                                        "INSERT INTO logchunks (logid, first_line, last_line,"
                                                + " content, compressed) VALUES (?, ?, ?, ?, 1)",
                                        logid,
                                        line,
                                        line,
                                        packed);
                            }
                            return tx.update("UPDATE logs SET num_lines = 16 WHERE id = ?", logid);
                        });
        long[] size = {0, 0};
        raw(logid, "")
                .writeTo(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                throw new AssertionError("byte by byte");
                            }

                            @Override
                            public void write(byte[] bytes, int from, int count) {
                                size[0] += count;
                                size[1] = Math.max(size[1], count);
                            }
                        });

        assertThat(size[0]).isEqualTo(16L * (60 * 1024 * 1024 + 1));
        assertThat(size[1]).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void chunk_thatIsDamaged_isNamed() {
        long logid = foreign("t", ChunkCodecTest.Packed.ZLIB, ChunkCodecTest.Packed.ZSTD);
        world.database()
                .inTransaction(
                        tx ->
                                tx.update(
                                        "UPDATE logchunks SET content = ? WHERE logid = ? AND"
                                                + " first_line = 4",
                                        new byte[] {1, 2, 3},
                                        logid));

        assertThatThrownBy(() -> all(raw(logid, "")))
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("log " + logid)
                .hasMessageContaining("damaged");
    }

    @Test
    void text_ofAChunkThatWasReplacedMeanwhile_isTheNewOne() throws IOException {
        long logid = foreign("s", ChunkCodecTest.Packed.ZLIB);
        byte[] first = all(raw(logid, ""));
        assertThat(all(raw(logid, ""))).isEqualTo(first);
        assertThat(logs.contents(logid, 1L, 1L).orElseThrow().content().whole())
                .isEqualTo(logs.contents(logid, 1L, 1L).orElseThrow().content().whole());

        byte[] other = ChunkCodec.compress("oother\n\nelines\n".getBytes(StandardCharsets.UTF_8));
        world.database()
                .inTransaction(
                        tx ->
                                tx.update(
                                        "UPDATE logchunks SET content = ? WHERE logid = ?",
                                        other,
                                        logid));

        assertThat(all(raw(logid, ""))).asString().isEqualTo("other\n\nlines\n\n");
    }
}
