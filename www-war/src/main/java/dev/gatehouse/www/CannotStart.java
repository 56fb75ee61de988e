package dev.gatehouse.www;

/** The server cannot run like this; the message is one line for the person who starts it. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CannotStart(String message) {
        super(message);
    }
}
