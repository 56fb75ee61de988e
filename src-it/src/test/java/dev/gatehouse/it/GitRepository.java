package dev.gatehouse.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository with one commit on {@code main}, made for a test. */
public record GitRepository(Path folder) {
    /** What {@code hello.txt} holds. */
    public static final String HELLO = "Grüße from a real repository ☃";

    public static GitRepository create(String name) {
        GitRepository repository = new GitRepository(ItFiles.fresh(name));
        try {
            Files.writeString(repository.folder.resolve("hello.txt"), HELLO + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        repository.git("init", "--quiet", "--initial-branch=main");
        repository.git("add", ".");
        repository.git("commit", "--quiet", "--message=Say hello");
        return repository;
    }

    public String head() {
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-c",
                                "user.name=Tess Ter",
                                "-c",
                                "user.email=tess@example.org",
                                "-c",
                                "commit.gpgsign=false"));
        command.addAll(List.of(arguments));
        return ServerProcess.run("git", folder, command);
    }
}
