package dev.gatehouse.data.buildrequest;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;

/** What the master lets us do to a buildrequest. Safe for use by many threads; answers at once. */
public interface BuildrequestControl {

    /** Cancels a request that waits, or stops the builds of one that runs; else does nothing. */
    void cancel(long buildrequestid, String reason, Caller by);

    /**
     * Refuses everything.
     *
     * @param reason said to the caller, such as "this server runs no build master"
     */
    static BuildrequestControl none(String reason) {
        return (buildrequestid, why, by) -> {
            throw new Unavailable(reason);
        };
    }
}
