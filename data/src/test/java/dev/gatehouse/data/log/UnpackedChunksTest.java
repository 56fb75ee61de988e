package dev.gatehouse.data.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

        byte[] once = chunks.open(chunk(1, text), false).whole();

        assertThat(once).containsExactly(1, 2, 3, '\n');
        assertThat(chunks.open(chunk(1, text), false).whole()).isSameAs(once);
        assertThat(chunks.open(chunk(2, text), false).whole()).isEqualTo(once).isNotSameAs(once);
    }

    @Test
    void text_ofOtherBytesAtTheSamePlace_isTheirs() throws IOException {
        chunks.open(chunk(1, new byte[] {1, 2, 3}), false);

        assertThat(chunks.open(chunk(1, new byte[] {4, 5}), false).whole())
                .containsExactly(4, 5, '\n');
        assertThat(chunks.open(chunk(1, new byte[] {1, 2, 3}), false).whole())
                .containsExactly(1, 2, 3, '\n');
    }

    @Test
    void memory_ofManyChunks_isBoundedAndKeepsTheLatest() throws IOException {
        byte[] text = new byte[UnpackedChunks.LONGEST];
        new Random(7).nextBytes(text);
        byte[] latest = {};
        for (int logid = 0; logid < 100; logid++) {
            latest = chunks.open(chunk(logid, text), false).whole();
        }

        assertThat(chunks.size()).isBetween(UnpackedChunks.BOUND / 2, UnpackedChunks.BOUND);
        assertThat(chunks.open(chunk(99, text), false).whole()).isSameAs(latest);
    }

    @Test
    void text_thatIsTooLong_isAStreamThatIsNotKept() throws IOException {
        byte[] text = new byte[UnpackedChunks.LONGEST + 1];
        text[text.length - 1] = 1;

        UnpackedChunks.Text found = chunks.open(chunk(1, text), false);

        assertThat(found.whole()).isNull();
        assertThat(found.stream().readAllBytes()).isEqualTo(text);
        assertThat(chunks.size()).isZero();
    }

    @Test
    void text_withoutChannels_isRememberedBesideTheOther() throws IOException {
        byte[] text = "oone\n\netwo".getBytes(StandardCharsets.US_ASCII);

        assertThat(chunks.open(chunk(1, text), true).whole()).asString().isEqualTo("one\n\ntwo\n");
        assertThat(chunks.open(chunk(1, text), false).whole())
                .asString()
                .isEqualTo("oone\n\netwo\n");
        assertThat(chunks.open(chunk(1, text), true).whole())
                .isSameAs(chunks.open(chunk(1, text), true).whole());
    }
}
