package dev.gatehouse.data;

import dev.gatehouse.data.build.BuildControl;
import dev.gatehouse.data.buildrequest.BuildrequestControl;
import dev.gatehouse.data.forcescheduler.ForceControl;
import dev.gatehouse.data.forcescheduler.Forcescheduler;
import java.util.List;
import java.util.function.Supplier;

/** What the build master lets us do; each stands next to the resource that it steers. */
public record Controls(
        BuildControl builds, BuildrequestControl buildrequests, ForceControl forceschedulers) {

    /**
     * For a server without a build master: every control action is refused.
     *
     * @param reason said to the caller
     * @param schedulers the force schedulers to be shown nonetheless
     */
    public static Controls none(String reason, List<Forcescheduler> schedulers) {
        return none(reason, () -> schedulers);
    }

    /** The same with the force schedulers asked for each time. */
    public static Controls none(String reason, Supplier<List<Forcescheduler>> schedulers) {
        return new Controls(
                BuildControl.none(reason),
                BuildrequestControl.none(reason),
                ForceControl.none(reason, schedulers));
    }
}
