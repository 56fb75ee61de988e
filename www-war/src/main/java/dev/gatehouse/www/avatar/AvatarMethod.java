package dev.gatehouse.www.avatar;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One of {@code www.avatar_methods}. Any thread; it may wait for another server. */
public interface AvatarMethod extends AutoCloseable {
    /** As the config document names it. */
    String name();

    /**
     * @return empty when this method knows no picture
     * @throws IOException when the method cannot be asked now; the next one is
     */
    Optional<Avatar> find(Wanted wanted) throws IOException;

    /** Whether finding one needs another server, so that the answer is kept and few ask at once. */
    default boolean asksOthers() {
        return true;
    }

    /** Where pictures come from that browsers fetch themselves, as a Content-Security-Policy names it. */
    default List<String> pictureHosts() {
        return List.of();
    }

    /** Lets go of connections. */
    @Override
    default void close() {}
}
