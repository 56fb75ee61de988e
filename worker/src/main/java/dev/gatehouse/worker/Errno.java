package dev.gatehouse.worker;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/**
 * The system's number and words for why a file could not be had. Java keeps only the words of most
 * faults and a class of its own for some; the numbers are Linux's, which for these few are nearly
 * everybody's.
 */
enum Errno {
    NOT_PERMITTED(1, "Operation not permitted"),
    NO_SUCH_FILE(2, "No such file or directory"),
    INPUT_OUTPUT(5, "Input/output error"),
    DENIED(13, "Permission denied"),
    BUSY(16, "Device or resource busy"),
    EXISTS(17, "File exists"),
    NO_DIRECTORY(20, "Not a directory"),
    IS_DIRECTORY(21, "Is a directory"),
    INVALID(22, "Invalid argument"),
    TOO_MANY_OPEN(24, "Too many open files"),
    NO_SPACE(28, "No space left on device"),
    READ_ONLY(30, "Read-only file system"),
    NAME_TOO_LONG(36, "File name too long"),
    NOT_EMPTY(39, "Directory not empty"),
    LOOP(40, "Too many levels of symbolic links"),
    QUOTA(122, "Disk quota exceeded");

    private static final Map<Class<?>, Errno> BY_CLASS =
            Map.of(
                    NoSuchFileException.class, NO_SUCH_FILE,
                    FileNotFoundException.class, NO_SUCH_FILE,
                    AccessDeniedException.class, DENIED,
                    FileAlreadyExistsException.class, EXISTS,
                    NotDirectoryException.class, NO_DIRECTORY,
                    DirectoryNotEmptyException.class, NOT_EMPTY,
                    FileSystemLoopException.class, LOOP);

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this.number = number;
        this.words = words;
    }

    static Errno of(IOException e) {
        Errno byClass = BY_CLASS.get(e.getClass());
        if (byClass != null) {
            return byClass;
        }
        String message = String.valueOf(e.getMessage());
        String reason =
                e instanceof FileSystemException fault
                        ? String.valueOf(fault.getReason())
                        : message;
        for (Errno errno : values()) {
            if (reason.equals(errno.words) || message.endsWith(errno.words)) {
                return errno;
            }
        }
        return INPUT_OUTPUT;
    }

    /** Number, words and the file, as in {@code [Errno 2] No such file or directory: '/x'}. */
    static String explain(IOException e) {
        Errno errno = of(e);
        String file = e instanceof FileSystemException fault ? fault.getFile() : null;
        String what = errno == INPUT_OUTPUT ? e.toString() : errno.words;
        return "[Errno " + errno.number + "] " + what + (file == null ? "" : ": '" + file + "'");
    }

    int number() {
        return number;
    }

    String words() {
        return words;
    }
}
