package dev.gatehouse.worker;

/** The master is gone: whatever was being said to it is of no use any more. */
final class ConnectionLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConnectionLost() {
        super("the connection to the master is lost");
    }
}
