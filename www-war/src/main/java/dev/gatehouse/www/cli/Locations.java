package dev.gatehouse.www.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where things are; environment and system properties stand in for them. */
final class Locations {

    @Option(
            names = "--basedir",
            paramLabel = "DIRECTORY",
            description =
                    "Everything of this server lies here. Default: the system property gatehouse.basedir,"
                            + " the environment variable GATEHOUSE_BASEDIR, or gatehouse-base.")
    private @Nullable Path basedir;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The configuration. Default: the system property gatehouse.config, the environment"
                            + " variable GATEHOUSE_CONFIG, or gatehouse.yaml in the base directory.")
    private @Nullable Path config;

    Path basedir() {
        return first(basedir, "gatehouse.basedir", "GATEHOUSE_BASEDIR", Path.of("gatehouse-base"));
    }

    Path config() {
        return first(
                config,
                "gatehouse.config",
                "GATEHOUSE_CONFIG",
                basedir().resolve("gatehouse.yaml"));
    }

    /** Whether somebody named a file, so that a missing one is a mistake. */
    boolean namesConfig() {
        return !config().equals(basedir().resolve("gatehouse.yaml"));
    }

    private static Path first(
            @Nullable Path option, String property, String variable, Path otherwise) {
        if (option != null) {
            return option;
        }
        String named = System.getProperty(property, System.getenv(variable));
        return named == null || named.isBlank() ? otherwise : Path.of(named);
    }
}
