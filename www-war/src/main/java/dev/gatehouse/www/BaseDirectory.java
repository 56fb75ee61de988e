package dev.gatehouse.www;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything of one server: configuration, database, log, passwords. It is locked
 * while a server uses it, so that two never write into the same database. The lock goes when the process
 * ends, however it ends. Used by the threads that start and stop the server.
 */
public final class BaseDirectory implements AutoCloseable {
    private static final String LOCK = "gatehouse.lock";

    private final Path path;
    private final FileChannel channel;

    private BaseDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the directory when it is missing, and locks it.
     *
     * @throws CannotStart when it cannot be written, or another server uses it
     */
    public static BaseDirectory open(Path wanted) {
        Path path = wanted.toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new CannotStart("the base directory " + path + " is a file");
        }
        FileChannel channel = null;
        try {
            create(path);
            channel =
                    FileChannel.open(
                            path.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new CannotStart(inUse(path, holder(channel)));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            Long.toString(ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.US_ASCII)),
                    0);
            return new BaseDirectory(path, channel);
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            throw new CannotStart(inUse(path, "this very process"));
        } catch (IOException e) {
            closeQuietly(channel);
            throw new CannotStart(
                    "cannot write to the base directory " + path + ": " + Reasons.of(e));
        } catch (CannotStart e) {
            closeQuietly(channel);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Writes a file that only its owner can read, in one step, in place of any older one. */
    public void writePrivate(String name, String text) {
        Path file = path.resolve(name);
        Path fresh = path.resolve(name + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, only(path, "rw-------"));
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CannotStart("cannot write " + file + ": " + Reasons.of(e));
        }
    }

    /** The first line of a file in the directory; null when there is no such file. */
    public @Nullable String firstLine(String name) {
        Path file = path.resolve(name);
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new CannotStart("cannot read " + file + ": " + Reasons.of(e));
        }
    }

    /** A new one is for its owner only, because the database in it holds the secret of all sessions. */
    private static void create(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent == null) {
            return;
        }
        Files.createDirectories(parent);
        Files.createDirectory(path, only(parent, "rwx------"));
    }

    private static FileAttribute<?>[] only(Path directory, String permissions) throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static String inUse(Path path, String holder) {
        return "the base directory "
                + path
                + " is in use by "
                + holder
                + "; stop it, or name another one with --basedir";
    }

    private static String holder(FileChannel channel) {
        ByteBuffer text = ByteBuffer.allocate(20);
        try {
            channel.read(text, 0);
            String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
            return pid.isEmpty() ? "another process" : "process " + pid;
        } catch (IOException e) {
            // Some systems lock the bytes as well.
            return "another process";
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The failure that brought us here is the one to tell.
            return;
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
