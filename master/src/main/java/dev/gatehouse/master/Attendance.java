package dev.gatehouse.master;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.master.config.WorkerConfig;
import dev.gatehouse.master.worker.WorkerPool;
import dev.gatehouse.master.worker.WorkerSession;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which workers are there: kept in the database, and said in the log when one stays away. Used by the loop. */
final class Attendance implements WorkerPool.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    /** What a worker says of itself and everybody may read; its system's {@code os_…} facts come with it. */
    private static final List<String> FACTS =
            List.of("admin", "host", "access_uri", "version", "system", "numcpus");

    private final MasterLoop loop;
    private final Database database;
    private final Stores stores;
    private final WorkerPool pool;
    private long masterid;
    private Configured configured = Configured.NOTHING;
    private boolean ended;

    Attendance(MasterLoop loop, ThreadFactory threads, Database database, Stores stores) {
        this.loop = loop;
        this.database = database;
        this.stores = stores;
        this.pool = new WorkerPool(loop, threads, this);
    }

    WorkerPool pool() {
        return pool;
    }

    void configure(long master, Configured next) {
        masterid = master;
        configured = next;
        Map<String, String> passwords = new LinkedHashMap<>();
        next.config().workers().forEach(worker -> passwords.put(worker.name(), worker.password()));
        pool.configure(passwords);
    }

    /** From now on nobody is missed. */
    void end() {
        ended = true;
    }

    @Override
    public void attached(WorkerSession session) {
        Long workerid = configured.workerids().get(session.name());
        if (workerid == null) {
            session.close("no longer configured");
            return;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        for (String fact : FACTS) {
            if (session.info().containsKey(fact)) {
                told.put(fact, session.info().get(fact));
            }
        }
        session.info()
                .forEach(
                        (fact, value) -> {
                            if (fact.startsWith("os_") && value instanceof String) {
                                told.put(fact, value);
                            }
                        });
        database.inTransaction(tx -> stores.workers().connected(tx, workerid, masterid, told));
        loop.wake();
    }

    @Override
    public void detached(WorkerSession session) {
        Long workerid = configured.workerids().get(session.name());
        if (workerid != null) {
            database.inTransaction(tx -> stores.workers().disconnected(tx, workerid, masterid));
            configured.worker(session.name()).ifPresent(this::missLater);
        }
        loop.wake();
    }

    private void missLater(WorkerConfig worker) {
        if (worker.missingTimeout().isZero()) {
            return;
        }
        Instant since = loop.now();
        loop.after(
                worker.missingTimeout(),
                () -> {
                    if (!ended && pool.ready(worker.name()).isEmpty()) {
                        LOG.warn("Worker {} has been missing since {}", worker.name(), since);
                    }
                });
    }
}
