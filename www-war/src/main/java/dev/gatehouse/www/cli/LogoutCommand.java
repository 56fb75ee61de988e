package dev.gatehouse.www.cli;

import dev.gatehouse.www.LoginOffice;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends all sessions of a user. */
@Command(
        name = "logout",
        header = "End all sessions of a user.",
        description = "Servers that run hear of it within seconds.",
        mixinStandardHelpOptions = true)
final class LogoutCommand extends OfficeCommand {
    @Parameters(paramLabel = "USER", description = "The user's name.")
    private String user = "";

    LogoutCommand(PrintWriter out, PrintWriter err) {
        super(out, err);
    }

    @Override
    String work(LoginOffice office) {
        String ended = "ended " + office.logOut(user) + " session(s) of '" + user + "'";
        int tokens = office.tokens(user).size();
        return tokens == 0
                ? ended
                : ended + "; " + tokens + " API token(s) go on: 'token revoke --user' ends them";
    }
}
