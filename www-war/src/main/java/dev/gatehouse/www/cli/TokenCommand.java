package dev.gatehouse.www.cli;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.LoginOffice;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** API tokens, beside servers that run: they hear of it within a second. */
@Command(
        name = "token",
        header = "Make, list and revoke API tokens.",
        synopsisSubcommandLabel = "(create | list | revoke)",
        commandListHeading = "%nCommands (each knows --help):%n",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    private TokenCommand() {}

    static CommandLine line(PrintWriter out, PrintWriter err) {
        return new CommandLine(new TokenCommand())
                .addSubcommand("create", new TokenCreateCommand(out, err))
                .addSubcommand("list", new Listing(out, err))
                .addSubcommand("revoke", new Revoke(out, err));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "create, list or revoke?");
    }

    @Command(
            name = "list",
            header = "List the API tokens that may still be used.",
            mixinStandardHelpOptions = true)
    private static final class Listing extends OfficeCommand {
        @Option(names = "--user", paramLabel = "NAME", description = "Those of one user alone.")
        private String user = "";

        Listing(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        @Override
        String work(LoginOffice office) {
            List<String> lines = new ArrayList<>();
            lines.add("ID\tUSER\tREALM\tNAME\tSCOPES\tFOR\tUNTIL\tLAST USED");
            office.tokens(user).stream().map(Listing::line).forEach(lines::add);
            return String.join(System.lineSeparator(), lines);
        }

        private static String line(TokenRow row) {
            Grant grant = row.grant();
            List<String> only = new ArrayList<>();
            if (grant.builders() != null) {
                only.add("builders " + String.join(" ", grant.builders()));
            }
            if (grant.projects() != null) {
                only.add("projects " + String.join(" ", grant.projects()));
            }
            return Stream.of(
                            row.id(),
                            row.owner().username(),
                            row.owner().realm(),
                            row.name(),
                            String.join(",", grant.scopes()),
                            only.isEmpty() ? "everything" : String.join(", ", only),
                            row.suspended() ? "its owner logs in" : row.endsAt().toString(),
                            row.usedAt() == null
                                    ? "never"
                                    : row.usedAt() + " from " + row.usedFrom())
                    .map(Listing::harmless)
                    .collect(Collectors.joining("\t"));
        }

        /** A terminal does what some characters say. */
        private static String harmless(String text) {
            return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        }
    }

    @Command(
            name = "revoke",
            header = "End an API token for good, or all of a user.",
            description = "By name, of every realm.",
            mixinStandardHelpOptions = true)
    private static final class Revoke extends OfficeCommand {
        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        /** One of the two. */
        static final class Which {
            @Parameters(
                    paramLabel = "ID",
                    description = "The token's id, as 'token list' shows it.")
            private String id = "";

            @Option(names = "--user", paramLabel = "NAME", description = "All of this user's.")
            private String user = "";
        }

        Revoke(PrintWriter out, PrintWriter err) {
            super(out, err);
        }

        @Override
        String work(LoginOffice office) {
            if (which.id.isEmpty()) {
                int revoked = office.revokeTokens(which.user);
                return "revoked " + revoked + " API token(s) of '" + which.user + "'";
            }
            return office.revokeToken(which.id)
                    ? "revoked " + which.id
                    : "there is no token '" + which.id + "', or it has ended";
        }
    }
}
