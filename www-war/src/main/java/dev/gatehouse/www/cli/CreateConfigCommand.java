package dev.gatehouse.www.cli;

import dev.gatehouse.www.BaseDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the configuration that a first start would write, without starting anything. */
@Command(
        name = "create-config",
        header = "Make a base directory with a commented configuration and random passwords.",
        description = "An existing configuration is left as it is, and the command ends with 2.",
        mixinStandardHelpOptions = true)
final class CreateConfigCommand implements Callable<Integer> {
    private final PrintWriter out;

    @Mixin private Locations locations = new Locations();

    @Option(
            names = "--sample-repo",
            paramLabel = "DIRECTORY",
            description = "A git repository that the sample builder builds.")
    private @Nullable Path sampleRepo;

    CreateConfigCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        try (BaseDirectory basedir = BaseDirectory.open(locations.basedir())) {
            Path config = basedir.path().resolve("gatehouse.yaml");
            if (Files.exists(config)) {
                out.println("there is a configuration already: " + config);
                return Main.USAGE;
            }
            FirstStart.write(basedir, sampleRepo);
            out.println("wrote " + config);
            out.println("user: " + FirstStart.ADMIN);
            out.println("password: in " + basedir.path().resolve(FirstStart.ADMIN_PASSWORD));
            return Main.OK;
        }
    }
}
