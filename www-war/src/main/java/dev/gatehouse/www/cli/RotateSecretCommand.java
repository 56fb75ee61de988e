package dev.gatehouse.www.cli;

import dev.gatehouse.www.LoginOffice;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Changes what sessions are signed with. */
@Command(
        name = "rotate-secret",
        header = "Sign sessions with a new secret.",
        description =
                "Servers that run take it within seconds. A Buildbot on the same database has to be restarted.",
        mixinStandardHelpOptions = true)
final class RotateSecretCommand extends OfficeCommand {
    @Option(
            names = "--log-out-all",
            description = "Every session of every user ends now; else they go on to their end.")
    private boolean logOutAll;

    RotateSecretCommand(PrintWriter out, PrintWriter err) {
        super(out, err);
    }

    @Override
    String work(LoginOffice office) {
        office.rotateSecret(!logOutAll);
        return logOutAll
                ? "every session has ended; new ones have a new secret"
                : "new sessions have a new secret; older ones go on to their end";
    }
}
