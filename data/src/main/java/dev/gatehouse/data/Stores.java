package dev.gatehouse.data;

import dev.gatehouse.data.account.AccountStore;
import dev.gatehouse.data.account.CodeStore;
import dev.gatehouse.data.branch.BranchStore;
import dev.gatehouse.data.build.BuildStore;
import dev.gatehouse.data.builddata.BuildDataStore;
import dev.gatehouse.data.builder.BuilderStore;
import dev.gatehouse.data.buildrequest.BuildrequestStore;
import dev.gatehouse.data.buildset.BuildsetStore;
import dev.gatehouse.data.change.ChangeStore;
import dev.gatehouse.data.changesource.ChangesourceStore;
import dev.gatehouse.data.codebase.CodebaseStore;
import dev.gatehouse.data.commit.CommitStore;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.log.LogStore;
import dev.gatehouse.data.master.MasterStore;
import dev.gatehouse.data.objectstate.ObjectStateStore;
import dev.gatehouse.data.project.ProjectStore;
import dev.gatehouse.data.property.PropertyStore;
import dev.gatehouse.data.scheduler.SchedulerStore;
import dev.gatehouse.data.session.GuessStore;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.data.session.TokenStore;
import dev.gatehouse.data.sourcestamp.SourcestampStore;
import dev.gatehouse.data.step.StepStore;
import dev.gatehouse.data.testresult.TestResultSetStore;
import dev.gatehouse.data.testresult.TestResultStore;
import dev.gatehouse.data.worker.WorkerStore;
import java.time.Clock;

/** Everything that writes to the database: one store per table, one of each. */
public record Stores(
        MasterStore masters,
        BuilderStore builders,
        WorkerStore workers,
        SchedulerStore schedulers,
        ChangesourceStore changesources,
        ProjectStore projects,
        CodebaseStore codebases,
        BranchStore branches,
        CommitStore commits,
        ObjectStateStore objectStates,
        PropertyStore properties,
        SourcestampStore sourcestamps,
        ChangeStore changes,
        BuildsetStore buildsets,
        BuildrequestStore buildrequests,
        BuildStore builds,
        StepStore steps,
        LogStore logs,
        BuildDataStore buildData,
        TestResultSetStore testResultSets,
        TestResultStore testResults,
        SessionStore sessions,
        GuessStore guesses,
        TokenStore tokens,
        AccountStore accounts,
        CodeStore accountCodes) {

    /** The stores over a database; the clock says when things happen. */
    public static Stores of(Database database, Clock clock) {
        ProjectStore projects = new ProjectStore(database);
        CodebaseStore codebases = new CodebaseStore(database, projects);
        PropertyStore properties = new PropertyStore(database);
        SourcestampStore sourcestamps = new SourcestampStore(database, clock);
        BuildsetStore buildsets = new BuildsetStore(database, clock, sourcestamps, properties);
        BuildStore builds = new BuildStore(database, clock, properties);
        return new Stores(
                new MasterStore(database, clock),
                new BuilderStore(database),
                new WorkerStore(database),
                new SchedulerStore(database),
                new ChangesourceStore(database),
                projects,
                codebases,
                new BranchStore(database, codebases),
                new CommitStore(database, codebases),
                new ObjectStateStore(database),
                properties,
                sourcestamps,
                new ChangeStore(database, clock, sourcestamps, properties),
                buildsets,
                new BuildrequestStore(database, clock, buildsets, properties),
                builds,
                new StepStore(database, clock, builds),
                new LogStore(database),
                new BuildDataStore(database),
                new TestResultSetStore(database),
                new TestResultStore(database),
                new SessionStore(database),
                new GuessStore(database),
                new TokenStore(database),
                new AccountStore(database),
                new CodeStore(database));
    }
}
