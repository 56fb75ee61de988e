package dev.gatehouse.worker;

/**
 * Something a master has asked for. {@link #run} is called once, on a thread of its own; {@link
 * #interrupt} and {@link #abandon} come from other threads, at any time, also before and after.
 */
interface Command {
    /**
     * Does it. A program that fails is not a failure here: its exit code is an {@code rc} item.
     *
     * @throws CommandFailed when it could not be done at all
     * @throws ConnectionLost when nobody listens any more
     */
    void run(CommandOutput output) throws InterruptedException;

    /** The master wants it stopped; it still gets the rest of the output and an {@code rc}. */
    void interrupt();

    /** Nobody listens any more: stop at once, without a word. */
    void abandon();
}
