package dev.gatehouse.www.cli;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.LoginOffice;
import dev.gatehouse.www.MadeToken;
import dev.gatehouse.www.NewToken;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Makes an API token. */
@Command(
        name = "create",
        header = "Make an API token for a user.",
        description = {
            "The token alone goes to the standard output; it cannot be seen again.",
            "What it may do is never more than its user may at that time. His groups are known from"
                    + " his next login on."
        },
        mixinStandardHelpOptions = true)
final class TokenCreateCommand extends OfficeCommand {
    @Option(names = "--user", required = true, paramLabel = "NAME", description = "Whose it is.")
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
            converter = Scopes.class,
            description =
                    "What it may do at most: read, force, control, hooks, admin. Several: again, or"
                            + " with commas.")
    private List<Grant.Right> scopes = new ArrayList<>();

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

    TokenCreateCommand(PrintWriter out, PrintWriter err) {
        super(out, err);
    }

    @Override
    String work(LoginOffice office) {
        MadeToken made =
                office.makeToken(
                        user,
                        realm,
                        new NewToken(name, Set.copyOf(scopes), builders, projects, expires));
        remark(
                "API token "
                        + made.row().id()
                        + " of '"
                        + user
                        + "' ("
                        + made.row().owner().realm()
                        + "), until "
                        + made.row().endsAt());
        return made.text();
    }

    /** One of the words. */
    static final class Scopes implements ITypeConverter<Grant.Right> {
        @Override
        public Grant.Right convert(String word) {
            return Grant.Right.of(word)
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "there is no scope '"
                                                    + word
                                                    + "'; there are: "
                                                    + Grant.Right.words()));
        }
    }

    /** As in the configuration: {@code 90d}, {@code 12h}. */
    static final class Ages implements ITypeConverter<Duration> {
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
}
