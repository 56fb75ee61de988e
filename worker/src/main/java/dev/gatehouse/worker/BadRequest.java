package dev.gatehouse.worker;

import org.jspecify.annotations.Nullable;

/** A request of the master that cannot be followed; the message is what it gets for an answer. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
        super(message);
    }

    BadRequest(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
