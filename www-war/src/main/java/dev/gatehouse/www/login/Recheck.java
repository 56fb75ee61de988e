package dev.gatehouse.www.login;

import java.util.Optional;

/**
 * A way in that can be asked about somebody again, without his password: when what it says has changed since
 * he logged in, he is logged out. Asked by a thread of its own about once a minute, and at each login.
 */
public interface Recheck {
    /** The realm of its people. */
    String name();

    /**
     * How somebody stands: a digest of his groups, of his password, of whatever must stay as it is while he
     * is logged in; at most 64 characters, and nobody can make anything of it.
     *
     * @return empty where there is no such account any longer
     * @throws RuntimeException where that cannot be found out now; then nothing changes
     */
    Optional<String> standing(String subject, String username);
}
