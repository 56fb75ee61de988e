package dev.gatehouse.data.master;

import dev.gatehouse.data.catalog.Doc;
import java.time.Instant;

/** A process that runs builds over this database. */
public record Master(
        @Doc("The master's id.") long masterid,
        @Doc("Host and base directory, as host:directory.") String name,
        @Doc("Whether it runs now.") boolean active,
        @Doc("When it last said that it runs; silent for ten minutes means dead.")
                Instant last_active) {}
