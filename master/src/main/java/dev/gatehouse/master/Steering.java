package dev.gatehouse.master;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.build.BuildControl;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.buildrequest.BuildrequestControl;
import dev.gatehouse.data.buildset.Buildset;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.master.run.BuildRun;
import dev.gatehouse.master.schedule.BuildsetSubmission;
import org.jspecify.annotations.Nullable;

/** What people do to builds and requests: stop, cancel, build again. Any thread. */
final class Steering {

    /** What there is to steer, once the master has started. */
    record Work(long masterid, Distributor distributor, BuildsetSubmission submission) {}

    private final MasterLoop loop;
    private final Database database;
    private final Stores stores;
    private volatile @Nullable Work work;

    Steering(MasterLoop loop, Database database, Stores stores) {
        this.loop = loop;
        this.database = database;
        this.stores = stores;
    }

    void begin(Work started) {
        work = started;
    }

    BuildControl builds() {
        return new BuildControl() {
            @Override
            public void stop(long buildid, String reason, Caller by) {
                Work now = now();
                ask(() -> now.distributor().running(buildid).ifPresent(run -> run.stop(reason)));
            }

            @Override
            public RequestIds rebuild(Build build, Caller by) {
                Work now = now();
                RequestIds ids = database.inTransaction(tx -> again(tx, now, build));
                loop.wake();
                return ids;
            }
        };
    }

    BuildrequestControl buildrequests() {
        return (buildrequestid, reason, by) -> {
            Work now = now();
            ask(() -> cancel(now, buildrequestid, reason));
        };
    }

    private RequestIds again(Transaction tx, Work now, Build build) {
        Buildrequest request =
                stores.buildrequests().find(tx, build.buildrequestid()).orElseThrow();
        Buildset old = stores.buildsets().find(tx, request.buildsetid()).orElseThrow();
        return now.submission().again(tx, old, build.builderid(), build.buildid());
    }

    /** A request that waits is taken back; one that is being built ends with its builds. */
    private void cancel(Work now, long buildrequestid, String reason) {
        boolean waited =
                database.inTransaction(
                        tx ->
                                stores.buildrequests().find(tx, buildrequestid).isPresent()
                                        && stores.buildrequests()
                                                .cancel(tx, buildrequestid, now.masterid()));
        if (waited) {
            return;
        }
        for (BuildRun run : now.distributor().running()) {
            if (run.requestid() == buildrequestid) {
                run.stop(reason);
            }
        }
    }

    private Work now() {
        Work now = work;
        if (now == null) {
            throw new Unavailable("the build master is starting; try again in a moment");
        }
        return now;
    }

    private void ask(Runnable task) {
        if (!loop.offer(task)) {
            throw new Unavailable("the build master is busy or stopping; try again in a moment");
        }
    }
}
