package dev.gatehouse.master.worker;

import java.io.IOException;

/**
 * Where the messages to one worker go: a socket of the own listener, or a WebSocket session of the
 * container. {@code send} and {@code ping} are called by one thread, which may be kept waiting; {@code
 * close} by any.
 */
public interface FrameSink {

    /**
     * Sends one binary message and returns when it has been handed to the network, at the latest after
     * half a minute.
     */
    void send(byte[] message) throws IOException;

    /** Sends a WebSocket ping. */
    void ping() throws IOException;

    /** Closes the socket; returns at once, and may be called again. */
    void close(String reason);
}
