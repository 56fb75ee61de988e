package dev.gatehouse.worker;

import org.jspecify.annotations.Nullable;

/**
 * A command could not be carried out for a reason that is not the program's: the master gets the
 * message with {@code complete} and should not take it for a failed build step.
 */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }

    CommandFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
