package dev.gatehouse.www.cli;

import dev.gatehouse.www.AccountOffice;
import dev.gatehouse.www.LoginOffice;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The accounts of this server: {@code account add}, {@code list}, {@code password}, … */
@Command(
        name = "account",
        header = "Add, list, lock and remove the accounts of this server.",
        description =
                "For servers whose www.auth names DatabaseAuth. Servers that run hear of it within"
                        + " seconds.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class AccountCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    static CommandLine line(PrintWriter out, PrintWriter err) {
        return new CommandLine(new AccountCommand())
                .addSubcommand("add", new Add(out, err))
                .addSubcommand("list", new Listing(out, err))
                .addSubcommand("password", new Password(out, err))
                .addSubcommand(
                        "lock",
                        explained(
                                new Deed(out, err, (office, name) -> office.lock(name, true)),
                                "Keep an account's owner out.",
                                "Its sessions end."))
                .addSubcommand(
                        "unlock",
                        explained(
                                new Deed(out, err, (office, name) -> office.lock(name, false)),
                                "Let an account's owner in again whom 'account lock' keeps out.",
                                "Whom failed logins keep out, the command 'unlock' lets in."))
                .addSubcommand(
                        "remove",
                        explained(
                                new Deed(out, err, AccountOffice::remove),
                                "Remove an account, and end its sessions.",
                                "A later account of the same name is another one."))
                .addSubcommand(
                        "remove-second-factor",
                        explained(
                                new Deed(out, err, AccountOffice::removeSecondFactor),
                                "Let somebody in with the password alone who has lost his"
                                        + " authenticator.",
                                "Its sessions end, and its recovery codes are worth nothing."
                                        + " Make sure that it is the owner who asks."));
    }

    private static CommandLine explained(Deed deed, String header, String description) {
        CommandLine line = new CommandLine(deed);
        line.getCommandSpec().usageMessage().header(header).description(description);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "says not what to do: add, list, password, lock, unlock, remove,"
                        + " remove-second-factor");
    }

    /** What they share. */
    private abstract static class OfAccounts extends OfficeCommand {
        OfAccounts(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        abstract String work(AccountOffice office);

        @Override
        final String work(LoginOffice office) {
            return work(office.accounts());
        }
    }

    /** About an account that there is. */
    private abstract static class OfOne extends OfAccounts {
        @Parameters(paramLabel = "NAME", description = "The account.")
        private String name = "";

        OfOne(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        abstract String work(AccountOffice office, String name);

        @Override
        final String work(AccountOffice office) {
            return work(office, name);
        }
    }

    @Command(
            name = "add",
            header = "Add an account.",
            description =
                    "Prints a code with which its owner chooses a password, unless one is given.",
            mixinStandardHelpOptions = true)
    private static final class Add extends OfAccounts {
        @Parameters(paramLabel = "NAME", description = "What its owner types at the login.")
        private String name = "";

        @Option(
                names = "--email",
                paramLabel = "ADDRESS",
                description = "The owner's e-mail address, for which you vouch.")
        private String email = "";

        @Option(names = "--full-name", paramLabel = "TEXT", description = "The owner's name.")
        private String fullName = "";

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                description = "A group the owner is in; may be repeated.")
        private List<String> groups = new ArrayList<>();

        @Option(names = "--administrator", description = "The owner administers this server.")
        private boolean administrator;

        @Mixin private GivenPassword password = new GivenPassword();

        Add(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        @Override
        String work(AccountOffice office) {
            return office.add(name, email, fullName, groups, administrator, password.read());
        }
    }

    @Command(
            name = "list",
            header = "List the accounts.",
            description = "One a line: name, e-mail address, groups, state, with a tab between.",
            mixinStandardHelpOptions = true)
    private static final class Listing extends OfAccounts {
        Listing(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        @Override
        String work(AccountOffice office) {
            return String.join("\n", office.list());
        }
    }

    @Command(
            name = "password",
            header = "Let somebody choose a new password.",
            description =
                    "Prints a code for it, unless a password is given. The old password is good until"
                            + " then; lock the account if it has leaked.",
            mixinStandardHelpOptions = true)
    private static final class Password extends OfOne {
        @Mixin private GivenPassword password = new GivenPassword();

        Password(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        @Override
        String work(AccountOffice office, String name) {
            return office.password(name, password.read());
        }
    }

    /** What takes no more than the account's name. */
    @Command(mixinStandardHelpOptions = true)
    private static final class Deed extends OfOne {
        private final BiFunction<AccountOffice, String, String> work;

        Deed(PrintWriter out, PrintWriter err, BiFunction<AccountOffice, String, String> work) {
            super(out, err);
            this.work = work;
        }

        @Override
        String work(AccountOffice office, String name) {
            return work.apply(office, name);
        }
    }
}
