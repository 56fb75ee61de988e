package dev.gatehouse.master.run;

/** What a step does: started once, on the loop, and ended by {@link StepRun#finish}. */
@FunctionalInterface
public interface Step {

    void start(StepRun run);

    /** What is shown while it runs. */
    default String running(StepRun run) {
        return "running";
    }

    /** What is shown when it has ended; the result is added when it is not a success. */
    default String done(StepRun run) {
        return "finished";
    }
}
