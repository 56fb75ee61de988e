package dev.gatehouse.www.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes what sessions are signed with. */
@Command(
        name = "rotate-secret",
        header = "Sign sessions with a new secret.",
        description =
                "Servers that run take it within seconds. A Buildbot on the same database has to be restarted.",
        mixinStandardHelpOptions = true)
final class RotateSecretCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin private Office office = new Office();

    @Option(
            names = "--log-out-all",
            description = "Every session of every user ends now; else they go on to their end.")
    private boolean logOutAll;

    RotateSecretCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        return office.open(
                out,
                err,
                open -> {
                    open.rotateSecret(!logOutAll);
                    return logOutAll
                            ? "every session has ended; new ones have a new secret"
                            : "new sessions have a new secret; older ones go on to their end";
                });
    }
}
