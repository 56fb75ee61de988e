package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
    /** Byte by byte, so that every cut is tried. */
    private static AnswerReader read(String text) throws IOException {
        AnswerReader answer = new AnswerReader();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            boolean whole = answer.take(ByteBuffer.wrap(bytes, i, 1));
            assertThat(whole).as("after byte %d", i).isEqualTo(i == bytes.length - 1);
        }
        return answer;
    }

    @Test
    void take_withLength_endsWithTheBody() throws IOException {
        AnswerReader answer = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bodyBytes()).isEqualTo(3);
        assertThat(answer.ends()).isFalse();
    }

    @Test
    void take_chunked_countsWhatIsInTheChunks() throws IOException {
        AnswerReader answer =
                read(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "3\r\nabc\r\n10;x=y\r\n0123456789abcdef\r\n0\r\n\r\n");
        assertThat(answer.bodyBytes()).isEqualTo(19);
    }

    @Test
    void take_withoutBody_endsWithTheHead() throws IOException {
        AnswerReader answer =
                read("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.ends()).isTrue();
    }

    @Test
    void take_withoutLength_isRefused() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n\r\n")).isInstanceOf(IOException.class);
    }
}
