package dev.gatehouse.worker;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code rmdir}: removes folders with everything in them, and files too. What is not there is fine.
 * By the system's own program, so that a huge tree can be interrupted.
 */
final class RemoveDirectories implements Command {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    private final List<Path> paths;
    private final @Nullable Duration timeout;
    private final @Nullable Duration maxTime;
    private final boolean logEnvironment;
    private final WorkerSettings settings;
    private final Platform platform;
    private final Executor threads;
    private final RunSlot slot = new RunSlot();

    RemoveDirectories(
            Arguments args, WorkerSettings settings, Platform platform, Executor threads) {
        args.require("paths");
        this.paths = args.paths("paths");
        this.timeout = args.raw("timeout") == null ? TIMEOUT : args.seconds("timeout");
        this.maxTime = args.seconds("maxTime");
        this.logEnvironment = args.flag("logEnviron", true);
        this.settings = settings;
        this.platform = platform;
        this.threads = threads;
    }

    @Override
    public void run(CommandOutput output) throws InterruptedException {
        int result = 0;
        for (Path path : paths) {
            int code = remove(path, output);
            result = code == 0 ? result : code;
            if (slot.interrupted()) {
                break;
            }
        }
        output.item("rc", result);
    }

    @Override
    public void interrupt() {
        slot.interrupt();
    }

    @Override
    public void abandon() {
        slot.abandon();
    }

    private int remove(Path path, CommandOutput output) throws InterruptedException {
        String name = path.toString();
        if (!platform.posix()) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return 0;
            }
            String verb = Files.isDirectory(path) ? "rmdir /s /q" : "del /f /q";
            return program(List.of("cmd.exe", "/c", verb + " \"" + name + "\""), output);
        }
        int code = program(List.of("rm", "-rf", name), output);
        if (code != 0 && !slot.interrupted()) {
            // Folders that may not be written cannot be emptied, also by their owner.
            program(List.of("chmod", "-Rf", "u+rwx", name), output);
            code = program(List.of("rm", "-rf", name), output);
        }
        return code;
    }

    private int program(List<String> words, CommandOutput output) throws InterruptedException {
        Map<String, String> environment =
                CommandEnvironment.merge(
                        settings.environment(), null, settings.basedir(), platform.pathSeparator());
        ProcessOrder order =
                ProcessOrder.plain(
                        words, settings.basedir(), environment, logEnvironment, timeout, maxTime);
        return slot.run(new ProcessRun(order, platform, threads), output);
    }
}
