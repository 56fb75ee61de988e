package dev.gatehouse.www.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends all sessions of a user. */
@Command(
        name = "logout",
        header = "End all sessions of a user.",
        description = "Servers that run hear of it within seconds.",
        mixinStandardHelpOptions = true)
final class LogoutCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin private Office office = new Office();

    @Parameters(paramLabel = "USER", description = "The user's name.")
    private String user = "";

    LogoutCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        return office.open(
                out,
                err,
                open -> {
                    int ended = open.logOut(user);
                    int tokens = open.tokens(user).size();
                    return "ended "
                            + ended
                            + " session(s) of '"
                            + user
                            + "'"
                            + (tokens == 0
                                    ? ""
                                    : "; "
                                            + tokens
                                            + " API token(s) go on: 'token revoke --user' ends them");
                });
    }
}
