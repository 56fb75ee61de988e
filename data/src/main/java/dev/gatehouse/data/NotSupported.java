package dev.gatehouse.data;

/** The resource is there but knows no such action. */
public final class NotSupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotSupported(String message) {
        super(message);
    }
}
