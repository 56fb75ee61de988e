package dev.gatehouse.data.forcescheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.buildset.RequestIds;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The force schedulers of the configuration, and how they are used. Safe for use by many threads that hold no
 * connection: whether a scheduler is enabled may have to be read.
 */
public interface ForceControl {

    /** All of them, in the order of the configuration. */
    List<Forcescheduler> list();

    /**
     * Starts builds.
     *
     * @param params the JSON object of the request, field values by their full names
     * @throws dev.gatehouse.data.InvalidArguments with a text for every field that is wrong
     */
    RequestIds force(Forcescheduler scheduler, JsonNode params, Caller by);

    /** The ids of the builders that {@link #force} would start with these params. */
    Set<Long> buildersOf(Forcescheduler scheduler, JsonNode params);

    /**
     * Shows what it is given and refuses to start anything.
     *
     * @param reason said to the caller, such as "this server runs no build master"
     */
    static ForceControl none(String reason, List<Forcescheduler> schedulers) {
        List<Forcescheduler> shown = List.copyOf(schedulers);
        return none(reason, () -> shown);
    }

    /** The same with what is shown asked for each time. */
    static ForceControl none(String reason, Supplier<List<Forcescheduler>> schedulers) {
        return new ForceControl() {
            @Override
            public List<Forcescheduler> list() {
                return schedulers.get();
            }

            @Override
            public RequestIds force(Forcescheduler scheduler, JsonNode params, Caller by) {
                throw new Unavailable(reason);
            }

            @Override
            public Set<Long> buildersOf(Forcescheduler scheduler, JsonNode params) {
                return Set.of();
            }
        };
    }
}
