package dev.gatehouse.www.cli;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.LoginOffice;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
                .addSubcommand("create", new Create(out, err))
                .addSubcommand("list", new Listing(out, err))
                .addSubcommand("revoke", new Revoke(out, err));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "create, list or revoke?");
    }

    @Command(
            name = "create",
            header = "Make an API token for a user.",
            description = {
                "The token alone goes to the standard output; it cannot be seen again.",
                "What it may do is never more than its user may at that time. His groups are known"
                        + " from his next login on."
            },
            mixinStandardHelpOptions = true)
    private static final class Create implements Callable<Integer> {
        private final PrintWriter out;
        private final PrintWriter err;

        @Mixin private Office office = new Office();

        @Option(
                names = "--user",
                required = true,
                paramLabel = "NAME",
                description = "Whose it is.")
        private String user = "";

        @Option(
                names = "--realm",
                paramLabel = "REALM",
                description = "Which way in he takes, where there are several.")
        private String realm = "";

        @Option(
                names = "--scope",
                required = true,
                split = ",",
                paramLabel = "SCOPE",
                description =
                        "What it may do at most: read, force, control, hooks, admin. Several: again,"
                                + " or with commas.")
        private List<String> scopes = new ArrayList<>();

        @Option(
                names = "--builder",
                paramLabel = "PATTERN",
                description = "For these builders alone, such as linux-*. Several: again.")
        private @Nullable List<String> builders;

        @Option(
                names = "--project",
                paramLabel = "PATTERN",
                description = "For builders of these projects alone. Several: again.")
        private @Nullable List<String> projects;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                converter = Ages.class,
                description = "How long it lasts, such as 30d; else www.tokens.default_age.")
        private @Nullable Duration expires;

        @Option(
                names = "--name",
                paramLabel = "TEXT",
                description = "What it is called; else 'command line'.")
        private String name = "command line";

        @Spec private CommandSpec spec = CommandSpec.create();

        Create(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            LoginOffice.NewToken wanted =
                    new LoginOffice.NewToken(
                            user, realm, name, rights(), builders, projects, expires);
            return office.open(
                    out,
                    err,
                    open -> {
                        LoginOffice.MadeToken made = open.makeToken(wanted);
                        err.println(
                                "API token "
                                        + made.row().id()
                                        + " of '"
                                        + user
                                        + "' ("
                                        + made.row().owner().realm()
                                        + "), until "
                                        + made.row().endsAt());
                        return made.text();
                    });
        }

        private Set<Grant.Right> rights() {
            Set<Grant.Right> rights = EnumSet.noneOf(Grant.Right.class);
            for (String word : scopes) {
                rights.add(
                        Grant.Right.of(word)
                                .orElseThrow(
                                        () ->
                                                new ParameterException(
                                                        spec.commandLine(),
                                                        "there is no scope '"
                                                                + word
                                                                + "'; there are: "
                                                                + Grant.Right.words())));
            }
            return rights;
        }
    }

    /** As in the configuration: {@code 90d}, {@code 12h}. */
    static final class Ages implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Problems problems = new Problems();
            Duration age = Setting.scalar(problems, "--expires", 0, 0, text).duration();
            if (!problems.errors().isEmpty()) {
                throw new TypeConversionException("'" + text + "' is no time such as 30d or 12h");
            }
            return age;
        }
    }

    @Command(
            name = "list",
            header = "List the API tokens that may still be used.",
            mixinStandardHelpOptions = true)
    private static final class Listing implements Callable<Integer> {
        private final PrintWriter out;
        private final PrintWriter err;

        @Mixin private Office office = new Office();

        @Option(names = "--user", paramLabel = "NAME", description = "Those of one user alone.")
        private String user = "";

        Listing(PrintWriter out, PrintWriter err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            return office.open(
                    out,
                    err,
                    open -> {
                        List<String> lines = new ArrayList<>();
                        lines.add("ID\tUSER\tREALM\tNAME\tSCOPES\tFOR\tUNTIL\tLAST USED");
                        open.tokens(user).stream().map(Listing::line).forEach(lines::add);
                        return String.join(System.lineSeparator(), lines);
                    });
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
    private static final class Revoke implements Callable<Integer> {
        private final PrintWriter out;
        private final PrintWriter err;

        @Mixin private Office office = new Office();

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
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            return office.open(
                    out,
                    err,
                    open -> which.id.isEmpty() ? all(open, which.user) : one(open, which.id));
        }

        private static String one(LoginOffice open, String id) {
            return open.revokeToken(id)
                    ? "revoked " + id
                    : "there is no token '" + id + "', or it has ended";
        }

        private static String all(LoginOffice open, String user) {
            return "revoked " + open.revokeTokens(user) + " API token(s) of '" + user + "'";
        }
    }
}
