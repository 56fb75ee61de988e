package dev.gatehouse.www.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a user try again. */
@Command(
        name = "unlock",
        header = "Let a user try again who was locked out by failed logins.",
        description = "An address that is locked out stays so until its time is over.",
        mixinStandardHelpOptions = true)
final class UnlockCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin private Office office = new Office();

    @Parameters(paramLabel = "USER", description = "The user's name.")
    private String user = "";

    UnlockCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        return office.open(
                out,
                err,
                open ->
                        open.unlock(user)
                                ? "'" + user + "' may try again"
                                : "'" + user + "' has not failed to log in of late");
    }
}
