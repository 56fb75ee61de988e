package dev.gatehouse.data.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.World;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.database.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class LogStoreTest {
    @Parameter Dialect dialect;
    private World world;
    private LogStore logs;

    @BeforeEach
    void build() {
        world =
                new World(dialect)
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

    private String all(long logid) {
        return logs.contents(logid, null, null).orElseThrow().content().whole();
    }

    private String raw(long logid) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content(logid).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private Answer.Content content(long logid) {
        return logs.raw(logs.find(logid).orElseThrow(), "");
    }

    private List<Integer> chunkSizes(long logid) {
        return world.database()
                .query(
                        "SELECT length(content) AS size FROM logchunks WHERE logid = ? ORDER BY"
                                + " first_line",
                        row -> row.small("size"),
                        logid);
    }

    @ParameterizedTest
    @CsvSource({
        "stdio, stdio",
        "test.log, test_log",
        "txt é, txt__",
        "é, é",
        "1st, _st",
        "a/b c, a_b_c",
        "-x_, -x_",
    })
    void add_anyName_getsASlug(String name, String slug) {
        Log log = world.database().inTransaction(tx -> logs.add(tx, 5, name, "t"));
        assertThat(log.name()).isEqualTo(name);
        assertThat(log.slug()).isEqualTo(slug);
    }

    @Test
    void add_sameNames_getDifferentSlugs() {
        String longName = "x".repeat(60);
        List<String> slugs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slugs.add(world.database().inTransaction(tx -> logs.add(tx, 5, "a", "t")).slug());
            slugs.add(world.database().inTransaction(tx -> logs.add(tx, 5, longName, "t")).slug());
        }
        assertThat(slugs)
                .containsExactly(
                        "a",
                        "x".repeat(50),
                        "a_2",
                        "x".repeat(48) + "_2",
                        "a_3",
                        "x".repeat(48) + "_3");
    }

    @Test
    void append_lines_areReadBackInAnyWindow() {
        long logid = log("s");
        logs.append(logid, List.of("oone", "eé☃𝄞", ""));
        logs.append(logid, List.of());
        Log log = logs.append(logid, List.of("hfour"));
        assertThat(log.num_lines()).isEqualTo(4);
        assertThat(all(logid)).isEqualTo("oone\neé☃𝄞\n\nhfour\n");
        assertThat(logs.contents(logid, 1L, 2L).orElseThrow().content().whole())
                .isEqualTo("eé☃𝄞\n\n");
        Logchunk end = logs.contents(logid, 3L, 9L).orElseThrow();
        assertThat(end.firstline()).isEqualTo(3);
        assertThat(end.content().whole()).isEqualTo("hfour\n");
        assertThat(logs.contents(logid, 99L, 9L).orElseThrow().content().whole()).isEmpty();
        assertThat(logs.contents(logid, 99L, null)).isEmpty();
        assertThat(logs.contents(logid, -1L, null)).isEmpty();
        assertThat(logs.contents(logid, null, 0L)).isEmpty();
        assertThat(
                        logs.contents(logid, Long.MAX_VALUE, Long.MAX_VALUE)
                                .orElseThrow()
                                .content()
                                .whole())
                .isEmpty();
        assertThat(logs.contents(9999, null, null)).isEmpty();
    }

    @Test
    void contents_ofAnEmptyLog_isEmpty() {
        assertThat(all(log("t"))).isEmpty();
    }

    @Test
    void append_manyLines_makesChunksWithinTheLimit() {
        long logid = log("t");
        Random random = new Random(7);
        List<String> lines =
                IntStream.range(0, 5000)
                        .mapToObj(i -> i + " " + Long.toHexString(random.nextLong()))
                        .toList();
        logs.append(logid, lines);
        assertThat(all(logid)).isEqualTo(String.join("\n", lines) + "\n");
        assertThat(chunkSizes(logid)).hasSizeGreaterThan(1).allMatch(size -> size <= 65536);
        assertThat(
                        world
                                .database()
                                .query(
                                        "SELECT first_line, last_line FROM logchunks WHERE logid ="
                                                + " ? ORDER BY first_line",
                                        row -> row.small("last_line") - row.small("first_line") + 1,
                                        logid)
                                .stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                .isEqualTo(5000);
    }

    @Test
    void append_lineThatFitsWhenCompressed_isKeptWhole() {
        long logid = log("t");
        String line = "abc".repeat(100_000);
        logs.append(logid, List.of("before", line, "after"));
        assertThat(all(logid)).isEqualTo("before\n" + line + "\nafter\n");
        assertThat(chunkSizes(logid)).hasSize(3).allMatch(size -> size <= 65536);
    }

    @Test
    void append_lineThatCannotFit_isCutBetweenCharacters() {
        long logid = log("t");
        Random random = new Random(7);
        StringBuilder line = new StringBuilder();
        while (line.length() < 120_000) {
            line.appendCodePoint(0x4e00 + random.nextInt(20_000));
        }
        logs.append(logid, List.of(line.toString(), "after"));
        String kept = all(logid);
        assertThat(kept).endsWith("\nafter\n").doesNotContain("\ufffd");
        String first = kept.substring(0, kept.indexOf('\n'));
        assertThat(line.toString()).startsWith(first);
        assertThat(first.getBytes(StandardCharsets.UTF_8).length).isBetween(65530, 65535);
    }

    @Test
    void append_toALogThatHasEnded_isAFault() {
        long logid = log("t");
        world.write(tx -> logs.finish(tx, logid));
        assertThatThrownBy(() -> logs.append(logid, List.of("late")))
                .hasMessageContaining("has ended");
    }

    @Test
    void raw_output_hasNoChannels() throws IOException {
        long logid = log("s");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            logs.append(logid, List.of("oout " + i, "eerr " + i));
            expected.add("out " + i);
            expected.add("err " + i);
        }
        assertThat(raw(logid)).isEqualTo(String.join("\n", expected) + "\n");
    }

    @Test
    void raw_slowReader_holdsNoConnection() throws IOException {
        long logid = log("t");
        logs.append(logid, List.of("a line"));
        OutputStream asks =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        // Refused if this thread held a connection.
                        assertThat(logs.find(logid)).isPresent();
                    }
                };
        content(logid).writeTo(asks);
    }

    @Test
    void raw_ofOutput_saysWhereItComesFrom() throws IOException {
        long logid = log("s");
        logs.append(logid, List.of("ohello"));
        Answer.Raw raw =
                (Answer.Raw)
                        world.api()
                                .get(
                                        Caller.nobody(),
                                        List.of(
                                                "builds", "14", "steps", "0", "logs", "stdio",
                                                "raw"),
                                        Map.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        raw.content().writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("Builder: a builder\nBuild number: 4\nWorker name: w13\nhello\n");
        assertThat(raw.fileName()).isEqualTo("a builder_build_4_step_compile it_log_stdio");
        assertThat(raw.mediaType()).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void finish_manySmallChunks_mergesThemAndKeepsTheText() throws IOException {
        long logid = log("s");
        for (int i = 0; i < 2500; i++) {
            logs.append(logid, List.of("oline " + i));
        }
        String before = all(logid);
        world.write(tx -> logs.finish(tx, logid));
        assertThat(all(logid)).isEqualTo(before);
        assertThat(chunkSizes(logid)).hasSizeLessThan(10);
        assertThat(logs.contents(logid, 1999L, 2L).orElseThrow().content().whole())
                .isEqualTo("oline 1999\noline 2000\n");
        assertThat(raw(logid)).hasLineCount(2500);
    }

    @Test
    void get_logsOfAnotherBuilderName_isNotFoundWhereBuildbotHasNoPath() {
        assertThatThrownBy(
                        () ->
                                world.api()
                                        .get(
                                                Caller.nobody(),
                                                List.of(
                                                        "builders",
                                                        "a builder",
                                                        "builds",
                                                        "4",
                                                        "steps",
                                                        "0",
                                                        "logs",
                                                        "stdio",
                                                        "contents"),
                                                Map.of()))
                .isInstanceOf(NotFound.class);
    }
}
