package dev.gatehouse.www.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The first class of {@code java -jar gatehouse.war}. A JVM cannot load jars that lie inside another
 * archive, so this one unpacks them into a directory that only its owner can read, starts {@link Main} from
 * there, and removes the directory when the JVM ends. It uses nothing but the JDK, because nothing else is
 * reachable yet. Called by the JVM's main thread.
 *
 * <pre>
 *   gatehouse.war
 *     dev/gatehouse/www/cli/Launcher.class   found by the JVM
 *     WEB-INF/lib/*.jar                      what a container loads ─┐
 *     WEB-INF/jetty/*.jar                    what a container has    ├─ unpacked, one flat class path
 * </pre>
 */
public final class Launcher {
    private static final String PREFIX = "gatehouse-war-";
    private static final String LOCK = "in-use";

    private Launcher() {}

    public static void main(String[] arguments) {
        try {
            System.exit(launch(List.of(arguments)));
        } catch (IOException | UncheckedIOException e) {
            System.err.println(
                    "gatehouse: cannot unpack into "
                            + System.getProperty("java.io.tmpdir")
                            + ": "
                            + e.getMessage()
                            + " (name another place with java -Djava.io.tmpdir=DIRECTORY -jar …)");
            System.exit(1);
        } catch (ReflectiveOperationException | URISyntaxException e) {
            System.err.println("gatehouse: this WAR is not whole: " + e);
            System.exit(1);
        }
    }

    private static int launch(List<String> arguments)
            throws IOException, ReflectiveOperationException, URISyntaxException {
        // Newer JVMs warn of the other way in which msgpack-core reads memory.
        System.setProperty("msgpack.universal-buffer", "true");
        Path war = Path.of(location().toURI());
        removeLeftovers();
        Path directory = Files.createTempDirectory(PREFIX);
        // The lock tells later starts that this directory is not a leftover.
        FileChannel inUse =
                FileChannel.open(
                        directory.resolve(LOCK),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
        inUse.lock();

        URL[] jars = unpack(war, directory);
        URLClassLoader loader =
                new URLClassLoader("gatehouse", jars, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        Object main =
                loader.loadClass("dev.gatehouse.www.cli.Main")
                        .getConstructor(Path.class)
                        .newInstance(war);
        // One hook, because hooks run at the same time and stopping still loads classes.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    stop((AutoCloseable) main);
                                    remove(directory);
                                },
                                "stop"));
        @SuppressWarnings("unchecked")
        ToIntFunction<List<String>> command = (ToIntFunction<List<String>>) main;
        return command.applyAsInt(arguments);
    }

    private static URL location() {
        return Launcher.class.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Unpacks every jar, and gives the class path: the application's own before the container's. */
    private static URL[] unpack(Path war, Path directory) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (JarFile file = new JarFile(war.toFile())) {
            for (String folder : List.of("WEB-INF/lib/", "WEB-INF/jetty/")) {
                Path target = Files.createDirectories(directory.resolve(folder));
                for (JarEntry entry : Collections.list(file.entries())) {
                    String name = entry.getName();
                    if (!name.startsWith(folder) || !name.endsWith(".jar")) {
                        continue;
                    }
                    Path jar = target.resolve(name.substring(folder.length())).normalize();
                    if (!jar.startsWith(target)) {
                        throw new IOException("the entry '" + name + "' leads out of the WAR");
                    }
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, jar);
                    }
                    jars.add(jar.toUri().toURL());
                }
            }
        }
        return jars.toArray(URL[]::new);
    }

    private static void stop(AutoCloseable main) {
        try {
            main.close();
        } catch (Exception e) {
            System.err.println("gatehouse: while stopping: " + e);
        }
    }

    /** A start that was killed could not remove its directory: its lock is free again. */
    private static void removeLeftovers() throws IOException {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(temp, PREFIX + "*")) {
            for (Path directory : directories) {
                Path lock = directory.resolve(LOCK);
                if (!Files.isWritable(lock)) {
                    continue;
                }
                try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                        FileLock free = channel.tryLock()) {
                    if (free != null) {
                        remove(directory);
                    }
                } catch (IOException e) {
                    // Somebody else is removing it: it is theirs.
                    continue;
                }
            }
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("gatehouse: cannot remove " + directory + ": " + e.getMessage());
        }
    }
}
