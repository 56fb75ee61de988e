package dev.gatehouse.www.worker;

import java.io.IOException;

/** The master, as far as the door for workers needs it. Safe for use by many threads. */
public interface Workers {

    /** Whether a worker of that name with that password may connect. */
    boolean authenticate(String name, String password);

    /**
     * A worker has opened a socket and proved its name.
     *
     * @param out where to send
     * @return where its messages go
     */
    Receiver connect(String name, Sink out);

    /** Where the messages to one worker go; {@code send} and {@code ping} are called by one thread. */
    interface Sink {

        /** Returns when the message has been handed to the network, at the latest after half a minute. */
        void send(byte[] message) throws IOException;

        void ping() throws IOException;

        /** May be called by any thread, and again. */
        void close(String reason);
    }

    /** Where the messages of one worker go; one call at a time, and {@code message} may keep it waiting. */
    interface Receiver {
        void message(byte[] message);

        void pong();

        void closed();
    }
}
