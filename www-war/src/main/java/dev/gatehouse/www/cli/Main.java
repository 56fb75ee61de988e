package dev.gatehouse.www.cli;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.www.CannotStart;
import dev.gatehouse.www.Version;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/**
 * The commands of {@code java -jar gatehouse.war}. Each ends with 0 when it did what it was asked, with 2
 * when the command line or the configuration is at fault, and with 1 when the machine is. Called by the
 * launcher: {@link #applyAsInt} by the main thread, {@link #close} by the thread that ends the JVM.
 */
@Command(
        name = "gatehouse",
        header = "Gatehouse: Buildbot's web server and a build master, in one file.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "java -jar gatehouse.war [run] [OPTIONS] | COMMAND [OPTIONS]",
        commandListHeading = "%nCommands (each knows --help):%n",
        footer = {"", "Without a command it runs the server: java -jar gatehouse.war --port 8010"},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Lines.class)
public final class Main implements ToIntFunction<List<String>>, AutoCloseable {
    static final int OK = 0;
    static final int MACHINE = 1;
    static final int USAGE = 2;

    private final Path war;
    private final Stopping stopping = new Stopping();

    public Main(Path war) {
        this.war = war;
    }

    @Override
    public int applyAsInt(List<String> arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine line =
                new CommandLine(this)
                        .addSubcommand("run", new RunCommand(war, stopping, out, err))
                        .addSubcommand("worker", new WorkerCommand(stopping, err))
                        .addSubcommand("checkconfig", new CheckConfigCommand(out, err))
                        .addSubcommand("token", TokenCommand.line(out, err))
                        .addSubcommand("account", AccountCommand.line(out, err))
                        .addSubcommand("logout", new LogoutCommand(out, err))
                        .addSubcommand("unlock", new UnlockCommand(out, err))
                        .addSubcommand("rotate-secret", new RotateSecretCommand(out, err))
                        .addSubcommand("create-config", new CreateConfigCommand(out));
        line.setOut(out).setErr(err).setUsageHelpWidth(100);
        line.setParameterExceptionHandler(Main::complain);
        line.setExecutionExceptionHandler((e, failed, parsed) -> explain(e, err));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
        try {
            return line.execute(withCommand(line, arguments).toArray(String[]::new));
        } finally {
            stopping.ended();
        }
    }

    /** Options alone mean the command {@code run}; help and version are not its own. */
    private static List<String> withCommand(CommandLine line, List<String> arguments) {
        if (!arguments.isEmpty()
                && (line.getSubcommands().containsKey(arguments.get(0))
                        || line.getCommandSpec().optionsMap().containsKey(arguments.get(0))
                        || !arguments.get(0).startsWith("-"))) {
            return arguments;
        }
        List<String> run = new ArrayList<>(List.of("run"));
        run.addAll(arguments);
        return run;
    }

    private static int complain(ParameterException e, String[] arguments) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        e.getCommandLine().getErr().println(command + ": " + message + " (see --help)");
        return USAGE;
    }

    /** One line for what can be told in one; the rest is a fault of ours, and its trace helps to find it. */
    private static int explain(Exception e, PrintWriter err) throws Exception {
        if (e instanceof CannotStart
                || e instanceof BadDatabase
                || e instanceof UncheckedIOException) {
            err.println("gatehouse: " + e.getMessage());
            return MACHINE;
        }
        throw e;
    }

    @Override
    public void close() throws InterruptedException {
        stopping.close();
    }

    static final class Lines implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Gatehouse " + Version.NUMBER,
                "Java "
                        + System.getProperty("java.version")
                        + " ("
                        + System.getProperty("java.vm.name")
                        + ")"
            };
        }
    }
}
