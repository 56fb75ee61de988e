package dev.gatehouse.www.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind the audit log, readable for its owner only. When it is full it becomes {@code NAME.1}, the
 * former {@code NAME.1} becomes {@code NAME.2}, and so on; the oldest goes. A line that cannot be written is
 * told to the server's log, with how many have been lost. Any thread.
 */
public final class AuditFile implements Consumer<String>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditFile.class);

    private final Path path;
    private final long maxBytes;
    private final int olderFiles;
    private @Nullable FileChannel channel;
    private long lost;

    /**
     * @param maxBytes how long the file may become
     * @param olderFiles how many full ones are kept beside it
     */
    public AuditFile(Path path, long maxBytes, int olderFiles) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.olderFiles = olderFiles;
    }

    @Override
    public synchronized void accept(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            FileChannel open = channel == null ? open() : channel;
            if (open.size() > 0 && open.size() + bytes.remaining() > maxBytes) {
                open.close();
                channel = null;
                rotate();
                open = open();
            }
            channel = open;
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            lost++;
            log.error("{} line(s) of the audit log {} are lost: {}", lost, path, e.toString());
        }
    }

    private FileChannel open() throws IOException {
        FileAttribute<?>[] onlyTheOwner =
                Files.getFileStore(path.toAbsolutePath().resolveSibling(""))
                                .supportsFileAttributeView("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), onlyTheOwner);
    }

    private void rotate() throws IOException {
        if (olderFiles == 0) {
            Files.deleteIfExists(path);
            return;
        }
        for (int number = olderFiles - 1; number >= 0; number--) {
            Path from = number == 0 ? path : older(number);
            if (Files.exists(from)) {
                Files.move(from, older(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path older(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** A line that comes later opens it again. */
    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.warn("the audit log {} cannot be closed: {}", path, e.toString());
        }
        channel = null;
    }
}
