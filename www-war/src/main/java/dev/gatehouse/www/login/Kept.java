package dev.gatehouse.www.login;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a login to find out later whether somebody still stands as he did.
 *
 * @param standing how he stood; empty: that is not known, and never compared
 * @param sealed what he can be asked about with; null: nothing
 */
record Kept(String standing, @Nullable String sealed) {
    static final Kept NOTHING = new Kept("", null);
}
