package dev.gatehouse.master.worker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line to one worker, whatever is spoken on it. Its methods may be called by any thread and return at
 * once; answers and news come on the connection's own thread.
 */
public interface WorkerConnection {

    /** An answer, or why there is none. */
    @FunctionalInterface
    interface Reply {
        /**
         * @param failure null when all went well
         */
        void answered(@Nullable Object result, @Nullable String failure);
    }

    /** What a worker says of its own accord. Called on the connection's thread, in the order of the wire. */
    interface Listener {
        /**
         * @param items each a list of a name and a value; a worker may send any name
         */
        void updated(String commandId, List<?> items);

        /**
         * @param failure why the command could not be carried out; null when it could
         */
        void completed(String commandId, @Nullable String failure);

        /** The last call. */
        void closed();
    }

    /** Has the worker write a line into its own log: proves that the line works. */
    void print(String message, Reply reply);

    /** Asks for the worker's facts: a map. */
    void info(Reply reply);

    void settings(Map<String, Object> settings, Reply reply);

    /**
     * The reply means that the worker knows the command. Updates, and even the end, may come before it.
     */
    void startCommand(
            String commandId, String name, Map<String, @Nullable Object> arguments, Reply reply);

    void interrupt(String commandId, String why, Reply reply);

    /** Ends the worker's process. */
    void shutdown(Reply reply);

    void ping();

    /** When the worker was last heard, in the nanoseconds of the master's clock. */
    long lastHeard();

    void close(String reason);
}
