package dev.gatehouse.www.account;

import java.util.LinkedHashMap;
import java.util.Map;

/** A call that is not done. The message says what was wrong, and what would be right. */
public final class CallRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, Object> more;

    public CallRefused(int status, String message) {
        this(status, message, Map.of());
    }

    /**
     * @param more what a program needs to know besides, such as {@code confirm}
     */
    public CallRefused(int status, String message, Map<String, Object> more) {
        super(message);
        this.status = status;
        this.more = Map.copyOf(more);
    }

    int status() {
        return status;
    }

    /** {@code error}, and what else there is. */
    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", String.valueOf(getMessage()));
        body.putAll(more);
        return body;
    }
}
