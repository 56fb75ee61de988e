package dev.gatehouse.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes the realm that asks nothing, against the interface in the WAR. Stateless. */
final class NoopAuth {
    private static final String CLASS = "org/example/Anybody.class";
    private static final String SOURCE =
            """
            package org.example;

            public final class Anybody implements dev.gatehouse.www.login.CustomAuth {
                @Override
                public boolean checkCredentials(String user, String password) {
                    return true;
                }
            }
            """;

    private NoopAuth() {}

    /** A jar for the server's {@code lib}. */
    static Path jar(Path war, Path folder) throws IOException {
        Path work = Files.createTempDirectory(folder, "noop");
        Path source = work.resolve("Anybody.java");
        Files.writeString(source, SOURCE);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("this needs a JDK, not a JRE");
        }
        int status =
                compiler.run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        work.toString(),
                        "-classpath",
                        classes(war, work).toString(),
                        source.toString());
        if (status != 0) {
            throw new IOException("the class that lets in everybody cannot be compiled");
        }
        Path jar = work.resolve("noop.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry(CLASS));
            Files.copy(work.resolve(CLASS), entries);
            entries.closeEntry();
        }
        return jar;
    }

    private static Path classes(Path war, Path work) throws IOException {
        try (JarFile file = new JarFile(war.toFile())) {
            JarEntry entry =
                    file.stream()
                            .filter(
                                    each ->
                                            each.getName()
                                                    .startsWith("WEB-INF/lib/gatehouse-www-war"))
                            .findFirst()
                            .orElseThrow(() -> new IOException(war + " has no classes of ours"));
            Path classes = work.resolve("classes.jar");
            try (InputStream in = file.getInputStream(entry)) {
                Files.copy(in, classes);
            }
            return classes;
        }
    }
}
