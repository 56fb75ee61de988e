package dev.gatehouse.www.login;

import java.util.Map;

/** One way to show who one is, as {@code www.auth} names it. Any thread. */
public interface Way {
    /** The realm of those who come in by it; no two ways of a server have the same. */
    String name();

    /** What the config document says of it: a {@code name}, and what else its login button needs. */
    default Map<String, Object> shown() {
        return Map.of("name", name());
    }
}
