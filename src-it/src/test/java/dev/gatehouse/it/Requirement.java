package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of the machine that a test needs. Where it is missing the test is left out, by name and with the
 * reason; with {@code -Dgatehouse.require=all} it fails.
 */
public final class Requirement {
    private Requirement() {}

    /** The program's path, if the test may run. */
    public static Path program(String name, String debianPackage) {
        Optional<Path> found =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .map(folder -> Path.of(folder, name))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isEmpty()) {
            String reason =
                    "there is no '"
                            + name
                            + "' on the PATH (Debian's package "
                            + debianPackage
                            + ")";
            if ("all".equals(System.getProperty("gatehouse.require"))) {
                fail(reason);
            }
            Assumptions.abort(reason);
        }
        return found.orElseThrow();
    }
}
