package dev.gatehouse.www.rest;

import dev.gatehouse.data.access.Caller;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Says who may keep an answer. Of what anybody may see nothing is said, as Buildbot does not either; what somebody got
 * who has logged in may be kept by their own program alone, and is asked for anew. Stateless.
 */
final class Keeping {
    /** A cache between must not hand what one caller got to the next. */
    static final String BY_CALLER = "Cookie, Authorization";

    private Keeping() {}

    static Reply marked(Reply response, Caller who) {
        return who.anonymous()
                ? response
                : response.header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }
}
