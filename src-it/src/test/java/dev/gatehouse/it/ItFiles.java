package dev.gatehouse.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the files that ship lie, and the folders the tests work in; all below {@code target}. */
public final class ItFiles {
    private ItFiles() {}

    public static Path war() {
        return existing("it.war");
    }

    public static Path ear() {
        return existing("it.ear");
    }

    /** An unpacked server, by the name of the system property that the POM sets. */
    public static Path server(String property) {
        return existing(property);
    }

    /** The jar on the class path that this class is from. */
    public static Path jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An empty folder of this name; what an earlier run left in it is gone. */
    public static Path fresh(String name) {
        Path folder = Path.of(System.getProperty("it.folder")).resolve(name);
        try {
            delete(folder);
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A new base directory whose {@code gatehouse.yaml} is a resource of this package, with every
     * {@code @NAME@} in it replaced.
     */
    public static Path baseDirectory(String name, String config, Map<String, String> values) {
        Path folder = fresh(name);
        writeConfig(folder, config, values);
        return folder;
    }

    public static void writeConfig(Path folder, String config, Map<String, String> values) {
        try (InputStream in = ItFiles.class.getResourceAsStream(config)) {
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            Files.writeString(folder.resolve("gatehouse.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The {@code java} these tests run on: JAVA_HOME decides for the servers too. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    private static Path existing(String property) {
        Path path = Path.of(System.getProperty(property));
        if (!Files.exists(path)) {
            throw new IllegalStateException(
                    path + " is missing (" + property + "): run these tests with mvn verify");
        }
        return path;
    }
}
