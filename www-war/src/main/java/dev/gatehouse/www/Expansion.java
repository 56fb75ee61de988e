package dev.gatehouse.www;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${env:NAME}}, {@code ${file:PATH}} and {@code ${secret:NAME}} into a text of the
 * configuration. Nothing else is touched: {@code ${HOME}} is for a shell, {@code p4$$wd} is a password.
 * What was filled in is not looked at again. A file's last line break does not count.
 */
final class Expansion {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file|secret):([^}]*)}");
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final int MAX_FILE = 64 << 10;
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path directory;
    private final Map<String, String> environment;

    /**
     * @param directory where paths start, and where the folder {@code secrets} lies
     */
    Expansion(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    String expand(String text, Consumer<String> fault) {
        if (!text.contains("${")) {
            return text;
        }
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.replaceAll(
                reference ->
                        Matcher.quoteReplacement(
                                value(reference.group(1), reference.group(2), fault)));
    }

    private String value(String kind, String name, Consumer<String> fault) {
        return switch (kind) {
            case "env" -> fromEnvironment(name, fault);
            case "file" -> fromFile(name, fault);
            default -> fromSecret(name, fault);
        };
    }

    private String fromEnvironment(String name, Consumer<String> fault) {
        String value = environment.get(name);
        if (value == null) {
            fault.accept("the environment has no variable '" + name + "'");
            return "";
        }
        return value;
    }

    private String fromFile(String name, Consumer<String> fault) {
        try {
            Path file = directory.resolve(name);
            if (Files.size(file) > MAX_FILE) {
                fault.accept(file + " is larger than " + MAX_FILE + " bytes");
                return "";
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (InvalidPathException e) {
            fault.accept("'" + name + "' is no path: " + e.getReason());
        } catch (IOException e) {
            fault.accept("cannot read the file '" + name + "': " + Reasons.of(e));
        }
        return "";
    }

    private String fromSecret(String name, Consumer<String> fault) {
        if (!SECRET_NAME.matcher(name).matches() || name.startsWith(".")) {
            fault.accept("'" + name + "' is no name of a secret; legal are letters, digits, _ . -");
            return "";
        }
        Path file = directory.resolve("secrets").resolve(name);
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                fault.accept(
                        "everybody on this machine can read the secret " + file + "; chmod o-rw");
                return "";
            }
        } catch (IOException e) {
            fault.accept("there is no secret '" + name + "': " + Reasons.of(e));
            return "";
        }
        return fromFile("secrets/" + name, fault);
    }
}
