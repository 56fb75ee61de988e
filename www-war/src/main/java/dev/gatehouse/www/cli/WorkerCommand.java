package dev.gatehouse.www.cli;

import dev.gatehouse.worker.BadSettings;
import dev.gatehouse.worker.Worker;
import dev.gatehouse.worker.WorkerSettings;
import dev.gatehouse.www.CannotStart;
import dev.gatehouse.www.Reasons;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a worker until the process is asked to end, or the master shuts the worker down. */
@Command(
        name = "worker",
        header = "Run a worker: connect to a master and do what it asks for.",
        description =
                "It speaks Buildbot's MessagePack protocol, so any Buildbot master from 3.6 on will do.",
        mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final String PASSWORD_VARIABLE = "GATEHOUSE_WORKER_PASSWORD";

    private final Stopping stopping;
    private final PrintWriter err;

    @Option(
            names = "--master",
            required = true,
            paramLabel = "URL",
            description = "Where the master listens: ws://HOST:9989/ or wss://HOST/worker.")
    private String master = "";

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The worker's name in the master's configuration.")
    private String name = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--password",
            paramLabel = "TEXT",
            description =
                    "The password. Other users of this machine can see it; better is --password-file, or"
                            + " the environment variable "
                            + PASSWORD_VARIABLE
                            + ".")
    private @Nullable String password;

    @Option(
            names = "--basedir",
            paramLabel = "DIRECTORY",
            description = "Where builds lie. Default: worker.")
    private Path basedir = Path.of("worker");

    @Option(
            names = "--info",
            paramLabel = "KEY=TEXT",
            description = "For the worker's page: admin=…, host=…, access_uri=…; may be repeated.")
    private Map<String, String> info = new HashMap<>();

    @Option(
            names = "--until-input-ends",
            hidden = true,
            description = "End when standard input ends: the server that started it is gone.")
    private boolean untilInputEnds;

    WorkerCommand(Stopping stopping, PrintWriter err) {
        this.stopping = stopping;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        String secret = secret();
        if (secret == null) {
            err.println(
                    "gatehouse worker: the password is missing; give --password-file FILE, or "
                            + PASSWORD_VARIABLE
                            + " in the environment");
            return Main.USAGE;
        }
        if (untilInputEnds) {
            Logging.toServer();
        } else {
            Logging.toConsole();
        }
        Worker worker;
        try {
            worker =
                    new Worker(
                            WorkerSettings.of(master, name, secret, basedir)
                                    .withInfo(info)
                                    .withEnvironment(environment()));
            worker.start();
        } catch (BadSettings e) {
            e.faults().forEach(fault -> err.println("gatehouse worker: " + fault));
            return Main.USAGE;
        }
        Thread end = new Thread(() -> stopWhenAsked(worker), "stop-when-asked");
        end.setDaemon(true);
        end.start();
        if (untilInputEnds) {
            Thread input = new Thread(() -> stopWhenInputEnds(worker), "stop-with-server");
            input.setDaemon(true);
            input.start();
        }
        worker.awaitStop();
        return Main.OK;
    }

    private void stopWhenAsked(Worker worker) {
        try {
            stopping.await();
            worker.stop(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopWhenInputEnds(Worker worker) {
        try {
            while (System.in.read() >= 0) {
                // Nobody says anything; only the end counts.
            }
        } catch (IOException e) {
            log.debug("standard input broke", e);
        }
        worker.stop(GRACE);
    }

    private @Nullable String secret() {
        if (passwordFile == null) {
            return password != null ? password : System.getenv(PASSWORD_VARIABLE);
        }
        try {
            return Files.readString(passwordFile, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new CannotStart("cannot read the password: " + Reasons.of(e));
        }
    }

    /** Builds must not see the password. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove(PASSWORD_VARIABLE);
        return environment;
    }
}
