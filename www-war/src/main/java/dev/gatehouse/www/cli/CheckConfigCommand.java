package dev.gatehouse.www.cli;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Server;
import dev.gatehouse.www.ServerConfig;
import dev.gatehouse.www.WaysIn;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Reads a configuration as the server would, and tells every fault at once. */
@Command(
        name = "checkconfig",
        header = "Tell every fault of a configuration, with line and column.",
        description = "Ends with 0 when there is none, with 1 when there is one.",
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin private Locations locations = new Locations();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The configuration, or a base directory that has one.")
    private @Nullable Path file;

    CheckConfigCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Path config = file == null ? locations.config() : file;
        if (Files.isDirectory(config)) {
            config = config.resolve("gatehouse.yaml");
        }
        Problems problems = new Problems();
        ServerConfig read = Server.check(config, System.getenv(), problems);
        print(config, problems, err);
        if (!problems.errors().isEmpty()) {
            return Main.MACHINE;
        }
        out.println(config + " is good");
        out.println("ways to log in: " + String.join(", ", WaysIn.of(read)));
        return Main.OK;
    }

    /** One line for each, in the order of the file. */
    static void print(Path config, Problems problems, PrintWriter err) {
        problems.warnings().forEach(warning -> err.println(config + ": warning: " + warning));
        problems.errors().stream()
                .sorted(
                        java.util.Comparator.comparingInt(Problems.Problem::line)
                                .thenComparingInt(Problems.Problem::column))
                .forEach(error -> err.println(config + ": " + error));
    }
}
