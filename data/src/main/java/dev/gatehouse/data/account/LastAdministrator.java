package dev.gatehouse.data.account;

/** The change would leave nobody who can administer the server; nothing was changed. */
public final class LastAdministrator extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LastAdministrator(String name) {
        super("'" + name + "' is the last administrator; make somebody else one first");
    }
}
