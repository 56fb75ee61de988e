package dev.gatehouse.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Finds the end of an HTTP answer in what comes from a connection. Used by one thread, for one answer. */
final class AnswerReader {
    private enum Place {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private static final int MAX_LINE = 16 * 1024;

    private final StringBuilder line = new StringBuilder(64);
    private Place place = Place.HEAD;
    private int status;
    private long length = -1;
    private boolean chunked;
    private boolean ends;
    private long left;
    private long body;

    /** Takes what there is; true when the answer is whole. Nothing may follow it. */
    boolean take(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            if (place == Place.BODY || place == Place.CHUNK) {
                skip(in);
                if (left == 0 && place == Place.BODY) {
                    return true;
                }
                if (left == 0) {
                    place = Place.CHUNK_END;
                }
            } else if (endOfLine(in)) {
                String whole = line.toString();
                line.setLength(0);
                if (line(whole)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void skip(ByteBuffer in) {
        int count = (int) Math.min(left, in.remaining());
        in.position(in.position() + count);
        left -= count;
        body += count;
    }

    private boolean endOfLine(ByteBuffer in) throws IOException {
        byte b = in.get();
        if (b == '\n') {
            return true;
        }
        if (b != '\r') {
            line.append((char) (b & 0xff));
        }
        if (line.length() > MAX_LINE) {
            throw new IOException("a header line without end");
        }
        return false;
    }

    /** Takes a line; true when the answer ends with it. */
    private boolean line(String text) throws IOException {
        switch (place) {
            case HEAD -> {
                return head(text);
            }
            case CHUNK_SIZE -> {
                left = Long.parseLong(text.split(";", 2)[0].trim(), 16);
                place = left == 0 ? Place.TRAILER : Place.CHUNK;
            }
            case CHUNK_END -> place = Place.CHUNK_SIZE;
            case TRAILER -> {
                return text.isEmpty();
            }
            case BODY, CHUNK -> throw new IllegalStateException("bodies have no lines");
        }
        return false;
    }

    private boolean head(String text) throws IOException {
        if (status == 0) {
            status = Integer.parseInt(text.substring(9, 12));
            return false;
        }
        if (!text.isEmpty()) {
            header(text.toLowerCase(Locale.ROOT));
            return false;
        }
        if (chunked) {
            place = Place.CHUNK_SIZE;
            return false;
        }
        if (length < 0 && status != 204 && status != 304) {
            throw new IOException("an answer without a length");
        }
        left = Math.max(0, length);
        place = Place.BODY;
        return left == 0;
    }

    private void header(String text) {
        if (text.startsWith("content-length:")) {
            length = Long.parseLong(text.substring(15).trim());
        } else if (text.startsWith("transfer-encoding:")) {
            chunked = text.contains("chunked");
        } else if (text.startsWith("connection:")) {
            ends = text.contains("close");
        }
    }

    int status() {
        return status;
    }

    /** Whether the server closes the connection behind it. */
    boolean ends() {
        return ends;
    }

    long bodyBytes() {
        return body;
    }
}
