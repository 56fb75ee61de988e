package dev.gatehouse.www.avatar;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Gets an answer from a configured server: with a time limit, a bound on its length, and no redirects. */
@FunctionalInterface
public interface Fetch extends AutoCloseable {
    /**
     * @param body as text
     */
    record Reply(int status, String body) {}

    Reply get(URI address, Map<String, String> headers) throws IOException;

    /** Lets go of connections. */
    @Override
    default void close() {}
}
