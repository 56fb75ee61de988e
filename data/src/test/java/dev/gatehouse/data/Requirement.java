package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
                folders()
                        .map(folder -> folder.resolve(name))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isEmpty()) {
            String reason = "there is no '" + name + "' (Debian's package " + debianPackage + ")";
            if ("all".equals(System.getProperty("gatehouse.require"))) {
                fail(reason);
            }
            Assumptions.abort(reason);
        }
        return found.orElseThrow();
    }

    /** Debian keeps servers off the PATH; of PostgreSQL the newest version comes first. */
    private static Stream<Path> folders() {
        Stream<Path> path =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(Path::of);
        File[] versions = new File("/usr/lib/postgresql").listFiles();
        Stream<Path> debian =
                versions == null
                        ? Stream.empty()
                        : Stream.of(versions)
                                .map(version -> version.toPath().resolve("bin"))
                                .sorted(Comparator.reverseOrder());
        return Stream.of(path, debian, Stream.of(Path.of("/usr/sbin"))).flatMap(each -> each);
    }
}
