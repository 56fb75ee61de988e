package dev.gatehouse.master.worker;

/**
 * Where the messages of one worker go. Called by the socket's thread, one call at a time. {@code message}
 * keeps its caller waiting while the master is behind: stop reading meanwhile, that is the flow control.
 */
public interface FrameReceiver {

    void message(byte[] message);

    /** The answer to a ping has come. */
    void pong();

    /** The socket is closed, whoever closed it. Returns at once; may be called again. */
    void closed();
}
