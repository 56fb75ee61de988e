package dev.gatehouse.worker;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;

/**
 * Turns one stream of bytes into whole lines of text. Bytes that are not UTF-8 become U+FFFD, a
 * character or a newline sequence that is split between two reads is put together, and a line that
 * is too long is cut into pieces of which none is lost. Holds at most one line and a read's worth of
 * text. One thread.
 */
final class LineBuffer {
    /** Takes finished lines. */
    interface Sink {
        /**
         * @param line without its newline
         * @param time when its first piece came, in seconds since 1970
         */
        void line(CharSequence line, double time);
    }

    private static final int CHARACTERS = 8192;

    /** A longer tail is not the beginning of a newline sequence, whatever it looks like. */
    private static final int LONGEST_HELD = 256;

    private final BufferSettings settings;
    private final Sink sink;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final CharBuffer decoded = CharBuffer.allocate(CHARACTERS);
    private ByteBuffer undecoded = ByteBuffer.allocate(0);
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private double lineTime;
    private boolean pieceTaken;

    LineBuffer(BufferSettings settings, Sink sink) {
        this.settings = settings;
        this.sink = sink;
    }

    /** Takes what was read at that time (seconds since 1970). */
    void feed(byte[] bytes, int length, double time) {
        ByteBuffer input = ByteBuffer.wrap(bytes, 0, length);
        if (undecoded.hasRemaining()) {
            input =
                    ByteBuffer.allocate(undecoded.remaining() + length)
                            .put(undecoded)
                            .put(bytes, 0, length)
                            .flip();
        }
        while (true) {
            boolean more = decoder.decode(input, decoded, false).isOverflow();
            text(decoded.flip(), time);
            decoded.clear();
            if (!more) {
                break;
            }
        }
        undecoded = ByteBuffer.allocate(input.remaining()).put(input).flip();
    }

    /** The stream has ended: what is left becomes a last line. */
    void finish(double time) {
        decoder.decode(undecoded, decoded, true);
        decoder.flush(decoded);
        text(decoded.flip(), time);
        decoded.clear();
        if (held.length() > 0) {
            String rest = held.toString();
            held.setLength(0);
            lines(settings.newline().matcher(rest).replaceAll("\n"), time);
        }
        // A return before the newline that is added here is one newline with it.
        while (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        if (line.length() > 0) {
            endLine();
        }
    }

    private void text(CharSequence text, double time) {
        if (text.length() == 0) {
            return;
        }
        held.append(text);
        int end = startOfUndecided(held);
        if (end == 0) {
            return;
        }
        String decided = held.substring(0, end);
        Matcher newlines = settings.newline().matcher(held);
        // Look-ahead may see the held part, a match may not reach into it.
        newlines.region(0, end).useTransparentBounds(true);
        if (newlines.find()) {
            StringBuilder replaced = new StringBuilder(end);
            int from = 0;
            do {
                replaced.append(held, from, newlines.start()).append('\n');
                from = newlines.end();
            } while (newlines.find());
            decided = replaced.append(held, from, end).toString();
        }
        held.delete(0, end);
        lines(decided, time);
    }

    /** Where the tail begins that could become a newline sequence with the next read. */
    private static int startOfUndecided(CharSequence text) {
        int start = text.length();
        int scan = text.length() - 1;
        while (scan >= 0 && text.length() - scan <= LONGEST_HELD) {
            char c = text.charAt(scan);
            if (c == '\r' || c == '\b' || c == '\033') {
                start = scan;
            } else if (c != '[' && c != ';' && (c < '0' || c > '9')) {
                break;
            }
            scan--;
        }
        return start;
    }

    private void lines(String text, double time) {
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            piece(text, from, end, time);
            if (line.length() > 0 || !pieceTaken) {
                if (line.length() == 0) {
                    lineTime = time;
                }
                endLine();
            }
            pieceTaken = false;
            from = end + 1;
        }
        piece(text, from, text.length(), time);
    }

    /** Adds to the line, giving away full pieces so that it never grows beyond the limit. */
    private void piece(String text, int from, int to, double time) {
        int limit = settings.maxLineLength();
        int at = from;
        while (at < to) {
            if (line.length() == 0) {
                lineTime = time;
            }
            int until = Math.min(to, at + limit - line.length());
            if (until < to && until > at && Character.isHighSurrogate(text.charAt(until - 1))) {
                until = until - 1 == at && line.length() == 0 ? until + 1 : until - 1;
            }
            line.append(text, at, until);
            at = until;
            if (at < to || line.length() >= limit) {
                endLine();
                pieceTaken = true;
            }
        }
    }

    private void endLine() {
        sink.line(line, lineTime);
        line.setLength(0);
    }
}
