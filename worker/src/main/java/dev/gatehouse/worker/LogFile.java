package dev.gatehouse.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command writes and the master wants to see grow. A file that was there before and
 * does not change is not sent. One thread.
 */
final class LogFile {
    /** What happens to the bytes. */
    interface Sink {
        void read(byte[] bytes, int length);
    }

    private static final int BLOCK = 65536;

    private final Path file;
    private final boolean onlyWhatIsAdded;
    private final @Nullable BasicFileAttributes before;
    private boolean begun;
    private long position;

    /**
     * @param onlyWhatIsAdded leaves out what is in the file now
     */
    LogFile(Path file, boolean onlyWhatIsAdded) {
        this.file = file;
        this.onlyWhatIsAdded = onlyWhatIsAdded;
        this.before = attributes();
    }

    /** Reads what is new, a block at a time. */
    void poll(Sink sink) {
        BasicFileAttributes now = attributes();
        if (now == null || !now.isRegularFile()) {
            return;
        }
        if (!begun) {
            if (before != null && unchanged(before, now)) {
                return;
            }
            begun = true;
            position = onlyWhatIsAdded && before != null ? before.size() : 0;
        }
        if (now.size() < position) {
            // Begun anew by whoever writes it.
            position = 0;
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(position);
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            // Not beyond the size seen: a file that grows faster than it is read must not hold us.
            while (position < now.size()) {
                block.clear();
                block.limit((int) Math.min(BLOCK, now.size() - position));
                int length = channel.read(block);
                if (length <= 0) {
                    return;
                }
                position += length;
                sink.read(block.array(), length);
            }
        } catch (IOException e) {
            // Gone or locked for the moment: the next poll will see.
            return;
        }
    }

    private static boolean unchanged(BasicFileAttributes before, BasicFileAttributes now) {
        return before.size() == now.size()
                && before.lastModifiedTime().equals(now.lastModifiedTime())
                && java.util.Objects.equals(before.fileKey(), now.fileKey());
    }

    private @Nullable BasicFileAttributes attributes() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            return null;
        }
    }
}
