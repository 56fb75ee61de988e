package dev.gatehouse.worker;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The small commands about files: {@code mkdir}, {@code stat}, {@code glob}, {@code listdir}, {@code
 * rmfile}. They are done in a moment, so an interrupt has no effect. A fault of the system is its
 * number as {@code rc} and a line of header.
 */
final class FileCommand implements Command {
    /** What one of them does; paths are absolute. */
    private interface Work {
        void run(CommandOutput output) throws IOException;
    }

    private final String name;
    private final Work work;

    private FileCommand(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    /** Makes folders with their parents; one that exists is fine. Stops at the first fault. */
    static FileCommand makeDirectories(Arguments args) {
        args.require("paths");
        List<Path> paths = args.paths("paths");
        return new FileCommand(
                "mkdir",
                output -> {
                    for (Path path : paths) {
                        try {
                            Files.createDirectories(path);
                        } catch (IOException e) {
                            throw new Fault(path, e);
                        }
                    }
                });
    }

    /** Ten numbers about a file, links followed. */
    static FileCommand stat(Arguments args) {
        args.require("path");
        Path path = args.path("path");
        return new FileCommand(
                "stat",
                output -> {
                    try {
                        output.item("stat", numbers(path));
                    } catch (IOException e) {
                        throw new Fault(path, e);
                    }
                });
    }

    /** The paths that fit a pattern; none is fine. */
    static FileCommand glob(Arguments args) {
        args.require("path");
        String pattern = args.text("path");
        return new FileCommand("glob", output -> output.item("files", Glob.find(pattern)));
    }

    /** The names in a folder. */
    static FileCommand list(Arguments args) {
        args.require("path");
        Path path = args.path("path");
        return new FileCommand(
                "listdir",
                output -> {
                    List<String> names = new ArrayList<>();
                    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                        for (Path entry : entries) {
                            names.add(String.valueOf(entry.getFileName()));
                            Glob.checkCount(names.size());
                        }
                    } catch (IOException e) {
                        throw new Fault(path, e);
                    }
                    output.item("files", names);
                });
    }

    /** Removes a file or a link, but no folder. */
    static FileCommand remove(Arguments args) {
        args.require("path");
        Path path = args.path("path");
        return new FileCommand(
                "rmfile",
                output -> {
                    try {
                        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                            throw new FileSystemException(
                                    path.toString(), null, Errno.IS_DIRECTORY.words());
                        }
                        Files.delete(path);
                    } catch (IOException e) {
                        throw new Fault(path, e);
                    }
                });
    }

    @Override
    public void run(CommandOutput output) {
        try {
            work.run(output);
            output.item("rc", 0);
        } catch (Fault e) {
            Errno errno = Errno.of(e.cause);
            output.item("rc", errno.number());
            output.header(name + ": " + errno.words() + ": " + e.path + "\n");
        } catch (IOException e) {
            throw new CommandFailed(Errno.explain(e), e);
        }
    }

    @Override
    public void interrupt() {
        // Done before anybody could mean it.
    }

    @Override
    public void abandon() {
        // Ends by itself in a moment.
    }

    private static List<Object> numbers(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Map<String, Object> unix = Files.readAttributes(path, "unix:*");
            List<Object> numbers = new ArrayList<>();
            for (String key : new String[] {"mode", "ino", "dev", "nlink", "uid", "gid", "size"}) {
                Object value = unix.get(key);
                numbers.add(value == null ? 0 : value);
            }
            numbers.add(seconds(unix.get("lastAccessTime")));
            numbers.add(seconds(unix.get("lastModifiedTime")));
            numbers.add(seconds(unix.get("ctime")));
            return numbers;
        }
        BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class);
        int type = basic.isDirectory() ? 0040000 : 0100000;
        int permissions = Files.isWritable(path) ? 0666 : 0444;
        int search = basic.isDirectory() || Files.isExecutable(path) ? 0111 : 0;
        return List.of(
                type | permissions | search,
                0,
                0,
                1,
                0,
                0,
                basic.size(),
                seconds(basic.lastAccessTime()),
                seconds(basic.lastModifiedTime()),
                seconds(basic.creationTime()));
    }

    private static Object seconds(@org.jspecify.annotations.Nullable Object time) {
        return time instanceof FileTime fileTime ? fileTime.to(TimeUnit.SECONDS) : 0L;
    }

    /** A fault about one of the paths that were asked for. */
    private static final class Fault extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Path path;
        private final IOException cause;

        Fault(Path path, IOException cause) {
            super(cause);
            this.path = path;
            this.cause = plain(path, cause);
        }

        /** Java says of two other faults that a file is missing: newer JVMs of the second one, too. */
        private static IOException plain(Path path, IOException cause) {
            Path parent = path.getParent();
            if (parent != null && Files.isDirectory(parent) && !Files.isExecutable(parent)) {
                return new AccessDeniedException(path.toString());
            }
            Path there = parent;
            while (there != null && !Files.exists(there)) {
                there = there.getParent();
            }
            if (cause instanceof NoSuchFileException
                    && there != null
                    && !Files.isDirectory(there)) {
                return new FileSystemException(path.toString(), null, Errno.NO_DIRECTORY.words());
            }
            return cause;
        }
    }
}
