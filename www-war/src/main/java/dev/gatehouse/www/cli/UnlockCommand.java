package dev.gatehouse.www.cli;

import dev.gatehouse.www.LoginOffice;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a user try again. */
@Command(
        name = "unlock",
        header = "Let a user try again who was locked out by failed logins.",
        description = "An address that is locked out stays so until its time is over.",
        mixinStandardHelpOptions = true)
final class UnlockCommand extends OfficeCommand {
    @Parameters(paramLabel = "USER", description = "The user's name.")
    private String user = "";

    UnlockCommand(PrintWriter out, PrintWriter err) {
        super(out, err);
    }

    @Override
    String work(LoginOffice office) {
        return office.unlock(user)
                ? "'" + user + "' may try again"
                : "'" + user + "' has not failed to log in of late";
    }
}
