package dev.gatehouse.www.login;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A login that is not let through although nothing is known to be wrong with it. The message is for the caller. */
public final class LoginRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Optional<Duration> retryAfter;

    private LoginRefused(int status, String message, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static LoginRefused because(String message) {
        return new LoginRefused(500, message, Optional.empty());
    }

    /** The same whether there is such an account or not. */
    static LoginRefused tooManyFailures(Duration wait) {
        return new LoginRefused(
                429,
                "too many failed logins; try again later",
                Optional.of(wait.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS)));
    }

    /** The HTTP status to answer with. */
    public int status() {
        return status;
    }

    /** For the header {@code Retry-After}. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
