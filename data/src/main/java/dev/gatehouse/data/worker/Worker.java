package dev.gatehouse.data.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.EntityName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine, or an account on one, that builds. */
public record Worker(
        @Doc("The worker's id.") long workerid,
        @Doc("The worker's name.") String name,
        @Doc("The masters that it is connected to now.") List<Connection> connected_to,
        @Doc("The builders on masters that it may build for.") List<Configuration> configured_on,
        @Doc("What it told of itself when it last connected.") Map<String, JsonNode> workerinfo,
        @Doc("Whether it gets no new builds.") boolean paused,
        @Doc("Why it is paused.") @Nullable String pause_reason,
        @Doc("Whether it shuts down when it has nothing left to do.") boolean graceful) {
    public Worker {
        connected_to = List.copyOf(connected_to);
        configured_on = List.copyOf(configured_on);
        workerinfo = Map.copyOf(workerinfo);
    }

    /** A master that the worker is connected to. */
    @EntityName("master_id")
    public record Connection(long masterid) {}

    /** A builder on a master that the worker may build for. */
    @EntityName("master_builder")
    public record Configuration(long masterid, long builderid) {}
}
