package dev.gatehouse.www.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The lines of a file to which lines are only ever added, the last one first, a block at a time. Used by one
 * thread, while others write.
 */
final class BackwardLines implements AutoCloseable {
    private static final int BLOCK = 64 * 1024;

    /** Longer lines are none of ours; they are given in pieces. */
    private static final int LONGEST = BLOCK;

    /** Has the first line's time and event, whatever follows. */
    private static final int BEGINNING = 200;

    private final FileChannel channel;
    private final String id;

    /** What is read and not given yet, {@code length} bytes that stand from {@code start} on in the file. */
    private byte[] pending = new byte[0];

    private int length;
    private long start;

    private BackwardLines(FileChannel channel) throws IOException {
        this.channel = channel;
        this.id = id(channel);
        this.start = channel.size();
    }

    static BackwardLines of(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new BackwardLines(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The same whatever the file is called: a digest of its first line's beginning, a time. */
    String id() {
        return id;
    }

    private static String id(FileChannel channel) throws IOException {
        byte[] first = bytes(channel, 0, (int) Math.min(channel.size(), BEGINNING));
        int end = 0;
        while (end < first.length && first[end] != '\n') {
            end++;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(first, end));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** From here on towards the start of the file; a place where a line begins. */
    void from(long position) throws IOException {
        start = Math.min(position, channel.size());
        length = 0;
    }

    /** Where the line that was given last begins. */
    long position() {
        return start + length;
    }

    /** The next line towards the start, without its end; a last one that is still being written is left out. */
    Optional<String> next() throws IOException {
        while (true) {
            int end = lastEnd(length);
            int before = end < 0 ? -1 : lastEnd(end);
            if (before >= 0 || (start == 0 && end >= 0)) {
                return Optional.of(take(before + 1, end));
            }
            if (start == 0) {
                return Optional.empty();
            }
            if (length > LONGEST) {
                return Optional.of(take(0, length));
            }
            readMore();
        }
    }

    private String take(int from, int to) {
        length = from;
        return new String(pending, from, to - from, StandardCharsets.UTF_8);
    }

    /** Where the last line end before a place is; -1 where there is none. */
    private int lastEnd(int before) {
        int i = before - 1;
        while (i >= 0 && pending[i] != '\n') {
            i--;
        }
        return i;
    }

    private void readMore() throws IOException {
        int more = (int) Math.min(start, BLOCK);
        byte[] both = Arrays.copyOf(bytes(channel, start - more, more), more + length);
        System.arraycopy(pending, 0, both, more, length);
        pending = both;
        length += more;
        start -= more;
    }

    private static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("the audit log has become shorter while it was read");
            }
        }
        return buffer.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
