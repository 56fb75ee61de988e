package dev.gatehouse.www.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a login.
 *
 * @param standing how he stood; empty: that is not known, and never compared
 * @param sealed what he can be asked about with; null: nothing
 * @param shownAt when he was asked who he is, and showed it; null: that is not known
 */
record Kept(String standing, @Nullable String sealed, @Nullable Instant shownAt) {
    static final Kept NOTHING = new Kept("", null);

    Kept(String standing, @Nullable String sealed) {
        this(standing, sealed, null);
    }

    Kept shown(@Nullable Instant at) {
        return new Kept(standing, sealed, at);
    }
}
