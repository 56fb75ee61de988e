package dev.gatehouse.master;

import dev.gatehouse.data.Results;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.log.Log;
import dev.gatehouse.data.master.Master;
import dev.gatehouse.data.step.Step;
import dev.gatehouse.master.worker.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first minute of a master: makes sure that it is alone on its database, and ends what an earlier run
 * left behind. Called once, by the thread that starts the master.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    /** A master that was silent for so long is dead; what it left is ended. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(10);

    /** How many commands a step may have had whose ids are ended after a restart. */
    private static final int COMMANDS_OF_A_STEP = 16;

    private static final String STATE_CLASS = "dev.gatehouse.Master";

    private final Database database;
    private final Stores stores;
    private final MasterLoop loop;
    private final WorkerPool pool;
    private final String boot;

    /**
     * @param boot unlike that of any earlier start; begins the ids of commands
     */
    Takeover(Database database, Stores stores, MasterLoop loop, WorkerPool pool, String boot) {
        this.database = database;
        this.stores = stores;
        this.loop = loop;
        this.pool = pool;
        this.boot = boot;
    }

    /**
     * @return the id under which this master works from now on
     * @throws BadDatabase when another master works on the database
     */
    long by(String name) {
        refuseOthers(name);
        return database.inTransaction(tx -> takeOver(tx, name));
    }

    private void refuseOthers(String name) {
        Instant fresh = loop.now().minus(DEAD_AFTER);
        Optional<String> other =
                database.one(
                        "SELECT name FROM masters WHERE active <> 0 AND name <> ? AND last_active"
                                + " >= ?",
                        row -> row.text("name"),
                        name,
                        fresh);
        if (other.isPresent()) {
            throw new BadDatabase(
                    "another master, "
                            + other.get()
                            + ", works on this database: stop it first, or wait "
                            + DEAD_AFTER.toMinutes()
                            + " minutes after its end, or run this server with 'master: none'");
        }
    }

    private long takeOver(Transaction tx, String name) {
        for (Master dead : stores.masters().silentSince(tx, loop.now().minus(DEAD_AFTER))) {
            if (!dead.name().equals(name)) {
                endWhatIsLeft(tx, dead.masterid(), dead.name());
                stores.masters().stop(tx, dead.masterid());
            }
        }
        long id = stores.masters().start(tx, name).masterid();
        endWhatIsLeft(tx, id, name);
        stores.objectStates().set(tx, name, STATE_CLASS, "boot", '"' + boot + '"');
        return id;
    }

    /** Ends builds, steps and logs of a master that is no more; their requests wait again. */
    private void endWhatIsLeft(Transaction tx, long dead, String name) {
        String lastBoot = stores.objectStates().get(tx, name, STATE_CLASS, "boot").orElse("\"\"");
        for (Build build : stores.builds().unfinished(tx, dead)) {
            LOG.info("Build {} was interrupted by the end of its master", build.buildid());
            List<String> commands = new ArrayList<>();
            for (Step step : stores.steps().unfinished(tx, build.buildid())) {
                for (Log log : stores.logs().unfinished(tx, step.stepid())) {
                    stores.logs().finish(tx, log.logid());
                }
                stores.steps().finish(tx, step.stepid(), Results.RETRY, false);
                for (int i = 0; i < COMMANDS_OF_A_STEP; i++) {
                    commands.add(lastBoot.replace("\"", "") + "-" + step.stepid() + "-" + i);
                }
            }
            Long workerid = build.workerid();
            if (workerid != null) {
                stores.workers()
                        .nameOf(tx, workerid)
                        .ifPresent(worker -> loop.post(() -> pool.leftOver(worker, commands)));
            }
        }
        stores.builds().endOf(tx, dead);
        for (Buildrequest request : stores.buildrequests().unfinished(tx, dead)) {
            stores.buildrequests().unclaim(tx, request.buildrequestid());
        }
        stores.workers().disconnectAll(tx, dead);
        stores.schedulers().releaseAll(tx, dead);
        stores.changesources().releaseAll(tx, dead);
    }
}
