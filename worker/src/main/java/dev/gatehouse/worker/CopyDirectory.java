package dev.gatehouse.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * {@code cpdir}: copies a folder with everything in it, links as links, with times and permissions.
 * Where the target exists the copy lands inside it.
 */
final class CopyDirectory implements Command {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final ProcessOrder order;
    private final Platform platform;
    private final Executor threads;
    private final RunSlot slot = new RunSlot();

    CopyDirectory(Arguments args, WorkerSettings settings, Platform platform, Executor threads) {
        args.require("from_path", "to_path");
        Path from = args.path("from_path");
        Path to = args.path("to_path");
        this.platform = platform;
        this.threads = threads;
        List<String> words =
                platform.posix()
                        ? List.of("cp", "-R", "-P", "-p", "-v", from.toString(), to.toString())
                        : List.of("xcopy", "/e", "/i", "/h", "/y", from.toString(), to.toString());
        this.order =
                ProcessOrder.plain(
                        words,
                        settings.basedir(),
                        CommandEnvironment.merge(
                                settings.environment(),
                                null,
                                settings.basedir(),
                                platform.pathSeparator()),
                        args.flag("logEnviron", true),
                        args.raw("timeout") == null ? TIMEOUT : args.seconds("timeout"),
                        args.seconds("maxTime"));
    }

    @Override
    public void run(CommandOutput output) throws InterruptedException {
        output.item("rc", slot.run(new ProcessRun(order, platform, threads), output));
    }

    @Override
    public void interrupt() {
        slot.interrupt();
    }

    @Override
    public void abandon() {
        slot.abandon();
    }
}
