package dev.gatehouse.master.run;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.master.MasterLoop;

/**
 * What every run works with.
 *
 * @param boot unlike that of any earlier start of this master; begins the ids of commands
 */
public record Bench(
        MasterLoop loop, Database database, Stores stores, long masterid, String boot) {}
