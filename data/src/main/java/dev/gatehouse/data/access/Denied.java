package dev.gatehouse.data.access;

/** The caller may not. The message says which role it takes, and nothing of the target. */
public final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Denied(String message) {
        super(message);
    }

    public static Denied needsRole(String role) {
        return new Denied("you need to have role '" + role + "'");
    }
}
