package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private final List<String> lines = new ArrayList<>();
    private final List<Double> times = new ArrayList<>();

    private LineBuffer buffer(int longest) {
        BufferSettings settings =
                new BufferSettings(
                        65536,
                        BufferSettings.STANDARD.timeout(),
                        BufferSettings.STANDARD.newline(),
                        longest);
        return new LineBuffer(
                settings,
                (line, time) -> {
                    lines.add(line.toString());
                    times.add(time);
                });
    }

    private static void feed(LineBuffer buffer, byte[] bytes, int chunk) {
        for (int at = 0; at < bytes.length; at += chunk) {
            int length = Math.min(chunk, bytes.length - at);
            byte[] piece = new byte[length];
            System.arraycopy(bytes, at, piece, 0, length);
            buffer.feed(piece, length, at);
        }
        buffer.finish(bytes.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void feed_anyChunkSize_givesTheSameLines() {
        String text =
                "plain\r\nnaïve € 𝄞 end\none\rtwo\r\n\033[2Jfour\b\b\bfive\033[12;40Hsix\033[useven\n\n"
                        + "\033[31mred\033[0m\nlast";
        List<String> expected =
                List.of(
                        "plain",
                        "naïve € 𝄞 end",
                        "one",
                        "two",
                        "",
                        "four",
                        "five",
                        "six",
                        "seven",
                        "",
                        "\033[31mred\033[0m",
                        "last");
        for (int chunk = 1; chunk < 40; chunk++) {
            lines.clear();
            feed(buffer(4096), utf8(text), chunk);
            assertThat(lines).as("chunks of %d bytes", chunk).isEqualTo(expected);
        }
    }

    @Test
    void feed_bytesThatAreNotUtf8_becomeReplacementCharacters() {
        feed(buffer(4096), new byte[] {'a', (byte) 0xff, 'b', '\n', (byte) 0xe2, (byte) 0x82}, 1);
        assertThat(lines).containsExactly("a\ufffdb", "\ufffd");
    }

    @Test
    void feed_longLine_isCutWithoutLosingACharacter() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_003; i++) {
            text.appendCodePoint(i % 7 == 0 ? 0x1d11e : 'a' + i % 26);
        }
        for (int chunk : new int[] {1, 100, 8192, 100_000}) {
            lines.clear();
            feed(buffer(4096), utf8(text + "\nnext\n"), chunk);
            assertThat(lines).allMatch(line -> line.length() <= 4096).endsWith("next");
            assertThat(String.join("", lines.subList(0, lines.size() - 1)))
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void feed_lineAsLongAsTheLimit_isNotFollowedByAnEmptyOne() {
        feed(buffer(4), utf8("abcd\nabcdefgh\n\nx\n"), 3);
        assertThat(lines).containsExactly("abcd", "abcd", "efgh", "", "x");
    }

    @Test
    void feed_limitOfOne_keepsPairsOfSurrogatesTogether() {
        feed(buffer(1), utf8("𝄞a𝄞\n"), 2);
        assertThat(lines).containsExactly("𝄞", "a", "𝄞");
    }

    @Test
    void finish_lineWithoutNewline_isALine() {
        feed(buffer(4096), utf8("12%\r13%\r"), 3);
        assertThat(lines).containsExactly("12%", "13%");
    }

    @Test
    void feed_time_isThatOfTheFirstPiece() {
        LineBuffer buffer = buffer(4096);
        buffer.feed(utf8("a"), 1, 1.5);
        buffer.feed(utf8("b\nc"), 3, 2.5);
        buffer.finish(9);
        assertThat(times).containsExactly(1.5, 2.5);
    }

    @Test
    void feed_otherNewlineExpression_isFollowed() {
        BufferSettings settings =
                BufferSettings.of(
                        Map.of(
                                "buffer_size",
                                65536,
                                "buffer_timeout",
                                0.5,
                                "newline_re",
                                "\\r?\\n",
                                "max_line_length",
                                1048576));
        LineBuffer buffer = new LineBuffer(settings, (line, time) -> lines.add(line.toString()));
        feed(buffer, utf8("a\rb\r\nc\n"), 1);
        assertThat(lines).containsExactly("a\rb", "c");
    }
}
