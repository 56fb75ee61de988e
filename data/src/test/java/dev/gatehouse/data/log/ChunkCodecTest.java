package dev.gatehouse.data.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkCodecTest {
    static final String TEXT = "ofirst line\neé☃ " + "abc".repeat(20) + "\n\nhlast";

    /** {@link #TEXT}, packed by the libraries and programs that a Buildbot packs with. */
    enum Packed {
        ZLIB(1, "eJzLT8ssKi5RyMnMS+VKPbzy0YxmhcSkZLIRF1dGTmJxCQDiVCGA"),
        BZIP2(
                2,
                "QlpoOTFBWSZTWfuj2nEAACXR9QAQQAA7ZZwACAAAQAAgCAAQACAAISkjaT1NppqHqFMJpoDTEuvEzdEBX6BBgQ00"
                        + "WV9ND228nlV9X4u5IpwoSH3R7TiA"),
        LZ4(3, "VgAAAP8Hb2ZpcnN0IGxpbmUKZcOp4piDIGFiYwMAJnAKCmhsYXN0"),
        /** From a pipe: the frame does not say how long the text is. */
        ZSTD(4, "KLUv/QBYHQEA6G9maXJzdCBsaW5lCmXDqeKYgyBhYmMKCmhsYXN0AQDs6Zo="),
        BROTLI(5, "oagCwG+RwHMo9mvgt743Qh2G9paqQMRrELMVQMbKlthwK7KIJkdpAiKAARQmdeMfjHAA");

        private final int method;
        private final String base64;

        Packed(int method, String base64) {
            this.method = method;
            this.base64 = base64;
        }

        int method() {
            return method;
        }

        byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }

    static Stream<Packed> packed() {
        return Stream.of(Packed.values());
    }

    private static String open(int method, byte[] packed) throws IOException {
        try (InputStream in = ChunkCodec.open(method, packed)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("packed")
    void open_whatOthersPacked_isTheText(Packed packed) throws IOException {
        assertThat(open(packed.method(), packed.bytes())).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @MethodSource("packed")
    void open_cutShort_isAFault(Packed packed) {
        byte[] whole = packed.bytes();
        for (int length = 0; length < whole.length - 1; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> open(packed.method(), part))
                    .as("%s of %d bytes", packed, part.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ChunkCodec.ZLIB, ChunkCodec.BZIP2, ChunkCodec.ZSTD, ChunkCodec.BROTLI})
    void open_somethingElse_isAFault(int method) {
        byte[] noise = "this was never packed by anybody".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> open(method, noise)).isInstanceOf(IOException.class);
    }

    @Test
    void compress_isReadBack() throws IOException {
        byte[] raw = TEXT.getBytes(StandardCharsets.UTF_8);
        assertThat(open(ChunkCodec.ZLIB, ChunkCodec.compress(raw))).isEqualTo(TEXT);
        assertThat(open(ChunkCodec.RAW, raw)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 6, 99})
    void open_anUnknownMethod_saysSo(int method) {
        assertThatThrownBy(() -> ChunkCodec.open(method, new byte[1]))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("method " + method);
    }
}
