package dev.gatehouse.www.cli;

import dev.gatehouse.www.CannotStart;
import dev.gatehouse.www.Reasons;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A password that comes from a file or the keyboard: on a command line others could read it. */
final class GivenPassword {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password is this file's first line.")
    private @Nullable Path file;

    @Option(names = "--prompt", description = "Ask for the password.")
    private boolean prompt;

    /** Empty where none was asked for. */
    Optional<String> read() {
        if (file != null) {
            return Optional.of(firstLine(file));
        }
        return prompt ? Optional.of(typed()) : Optional.empty();
    }

    private static String firstLine(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            // Blanks belong to it; the end of the line does not.
            return text.split("\r?\n", 2)[0];
        } catch (IOException e) {
            throw new CannotStart("cannot read " + file + ": " + Reasons.of(e));
        }
    }

    private static String typed() {
        Console console = System.console();
        if (console == null) {
            throw new CannotStart(
                    "there is no terminal to ask for a password; use --password-file");
        }
        char[] first = console.readPassword("New password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || second == null || !new String(first).equals(new String(second))) {
            throw new CannotStart("the two are not the same; nothing was changed");
        }
        return new String(first);
    }
}
