package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Classes of the user's own that the configuration names: on the server's class path, or in a jar in the
 * folder {@code lib} of the base directory. Used by one thread.
 */
final class OwnClasses {
    private final Path folder;

    /**
     * @param directory the base directory
     */
    OwnClasses(Path directory) {
        this.folder = directory.resolve("lib");
    }

    /** An object, and what it was loaded from: closed when the object is no longer used. */
    record Made<T>(T object, URLClassLoader jars) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            jars.close();
        }
    }

    private static URL[] jars(Path folder) {
        List<URL> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                for (Path file : files) {
                    jars.add(file.toUri().toURL());
                }
            } catch (IOException e) {
                throw new CannotStart("cannot read the folder " + folder + ": " + e);
            }
        }
        return jars.toArray(URL[]::new);
    }

    /**
     * An object of the class that {@code class} names; its faults go to the setting's problems.
     *
     * @param kind what it must be
     */
    <T> Optional<Made<T>> make(Setting parameters, Class<T> kind) {
        Setting name = parameters.need("class");
        if (name.isNull()) {
            return Optional.empty();
        }
        URLClassLoader loader = new URLClassLoader(jars(folder), OwnClasses.class.getClassLoader());
        Optional<Made<T>> made = make(parameters, kind, name, loader);
        if (made.isEmpty()) {
            close(loader);
        }
        return made;
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new CannotStart("cannot close a jar in the folder lib: " + e);
        }
    }

    private static <T> Optional<Made<T>> make(
            Setting parameters, Class<T> kind, Setting name, URLClassLoader loader) {
        try {
            Class<?> found = Class.forName(name.text(), true, loader);
            if (!kind.isAssignableFrom(found)) {
                name.error(found.getName() + " does not implement " + kind.getName());
                return Optional.empty();
            }
            Object object = construct(found, parameters.get("parameters"));
            return Optional.of(new Made<>(kind.cast(object), loader));
        } catch (ClassNotFoundException e) {
            name.error(
                    "there is no class '"
                            + name.text()
                            + "' on the class path, nor in a jar in the folder lib of the base"
                            + " directory");
        } catch (InvocationTargetException e) {
            name.error("the constructor of " + name.text() + " failed: " + e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            name.error("cannot make a " + name.text() + ": " + e);
        }
        return Optional.empty();
    }

    private static Object construct(Class<?> type, Optional<Setting> parameters)
            throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() == 1
                    && constructor.getParameterTypes()[0] == Map.class) {
                Object plain = parameters.map(Setting::plain).orElse(null);
                return constructor.newInstance(plain instanceof Map ? plain : Map.of());
            }
        }
        parameters.ifPresent(
                s ->
                        s.error(
                                "has no effect: "
                                        + type.getName()
                                        + " has no public constructor that takes a Map"));
        return type.getConstructor().newInstance();
    }
}
