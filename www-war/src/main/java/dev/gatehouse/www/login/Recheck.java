package dev.gatehouse.www.login;

import dev.gatehouse.data.session.SessionRow;
import java.time.Duration;
import java.util.Optional;

/**
 * A way in that can be asked about somebody again, without his password: when what it says has changed since
 * he logged in, he is logged out. Asked by a thread of its own, and at each login.
 */
public interface Recheck {
    /** The realm of its people. */
    String name();

    /**
     * How often it is asked about each session that is in use, by one node of all. Zero: by every node, about
     * once a minute, because asking costs nothing and each node may know something else.
     */
    default Duration every() {
        return Duration.ZERO;
    }

    /**
     * How somebody stands: a digest of his groups, of his password, of whatever must stay as it is while he
     * is logged in; at most 64 characters, and nobody can make anything of it.
     *
     * @return empty where there is no such account any longer
     * @throws RuntimeException where that cannot be found out now; then nothing changes
     */
    Optional<String> standing(String subject, String username);

    /** The same of whoever began a session; for ways in that keep something at the login to ask with. */
    default Optional<String> standing(SessionRow session) {
        return standing(session.subject(), session.username());
    }

    /** Whether there is something to ask about somebody with, be he logged in or not. */
    default boolean canBeAsked(String subject) {
        return true;
    }

    /** Whether {@link #standing(SessionRow)} asks with what was kept for that very session. */
    default boolean asksBySession() {
        return false;
    }
}
