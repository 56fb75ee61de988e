package dev.gatehouse.data.access;

import java.util.Optional;

/** The caller may not. The message says which role it takes, and nothing of the target. */
public final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What a code of the caller's own second factor would open. */
    public static final String CODE = "code";

    private final String confirm;

    public Denied(String message) {
        this(message, "");
    }

    /**
     * @param confirm what to show before the same is tried again, for programs: {@link #CODE}; empty where nothing
     *     would help
     */
    public Denied(String message, String confirm) {
        super(message);
        this.confirm = confirm;
    }

    public static Denied needsRole(String role) {
        return new Denied("you need to have role '" + role + "'");
    }

    public Optional<String> confirm() {
        return confirm.isEmpty() ? Optional.empty() : Optional.of(confirm);
    }
}
