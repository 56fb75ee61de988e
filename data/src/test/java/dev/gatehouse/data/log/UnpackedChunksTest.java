package dev.gatehouse.data.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnpackedChunksTest {
    private final UnpackedChunks chunks = new UnpackedChunks();

    private static PackedChunk chunk(long logid, byte[] text) {
        return new PackedChunk(logid, 0, 9, ChunkCodec.ZLIB, ChunkCodec.compress(text));
    }

    @Test
    void text_askedForAgain_isTheSameArray() throws IOException {
        byte[] text = {1, 2, 3};

        byte[] once = chunks.open(chunk(1, text)).whole();

        assertThat(once).isEqualTo(text);
        assertThat(chunks.open(chunk(1, text)).whole()).isSameAs(once);
        assertThat(chunks.open(chunk(2, text)).whole()).isEqualTo(text).isNotSameAs(once);
    }

    @Test
    void text_ofOtherBytesAtTheSamePlace_isTheirs() throws IOException {
        chunks.open(chunk(1, new byte[] {1, 2, 3}));

        assertThat(chunks.open(chunk(1, new byte[] {4, 5})).whole()).containsExactly(4, 5);
        assertThat(chunks.open(chunk(1, new byte[] {1, 2, 3})).whole()).containsExactly(1, 2, 3);
    }

    @Test
    void memory_ofManyChunks_isBoundedAndKeepsTheLatest() throws IOException {
        byte[] text = new byte[UnpackedChunks.LONGEST];
        new Random(7).nextBytes(text);
        byte[] latest = {};
        for (int logid = 0; logid < 100; logid++) {
            latest = chunks.open(chunk(logid, text)).whole();
        }

        assertThat(chunks.size()).isBetween(UnpackedChunks.BOUND / 2, UnpackedChunks.BOUND);
        assertThat(chunks.open(chunk(99, text)).whole()).isSameAs(latest);
    }

    @Test
    void text_thatIsTooLong_isAStreamThatIsNotKept() throws IOException {
        byte[] text = new byte[UnpackedChunks.LONGEST + 1];
        text[text.length - 1] = 1;

        UnpackedChunks.Text found = chunks.open(chunk(1, text));

        assertThat(found.whole()).isNull();
        assertThat(found.stream().readAllBytes()).isEqualTo(text);
        assertThat(chunks.size()).isZero();
    }
}
