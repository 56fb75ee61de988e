package dev.gatehouse.data.build;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.buildset.RequestIds;

/** What the master lets us do to a build. Safe for use by many threads; answers at once. */
public interface BuildControl {

    /** Interrupts a running build; one that has ended or is unknown is left alone. */
    void stop(long buildid, String reason, Caller by);

    /** Asks for the same again: same sources, same properties, a new buildset. */
    RequestIds rebuild(Build build, Caller by);

    /**
     * Refuses everything.
     *
     * @param reason said to the caller, such as "this server runs no build master"
     */
    static BuildControl none(String reason) {
        return new BuildControl() {
            @Override
            public void stop(long buildid, String why, Caller by) {
                throw new Unavailable(reason);
            }

            @Override
            public RequestIds rebuild(Build build, Caller by) {
                throw new Unavailable(reason);
            }
        };
    }
}
