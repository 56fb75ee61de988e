package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.login.accounts.PasswordPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of {@code DatabaseAuth} in {@code www.auth}. Stateless. */
final class AccountConfig {
    static final String NAME = "DatabaseAuth";

    /** Whoever asks for more has not thought of people. */
    private static final int MOST = 128;

    private AccountConfig() {}

    /**
     * Faults go to the setting's problems.
     *
     * @param directory what relative file names start from
     */
    static PasswordPolicy.Settings read(Setting parameters, Path directory) {
        parameters.allowOnly(
                "password_min",
                "password_words",
                "refused_passwords",
                SelfService.REGISTRATION,
                SelfService.DOMAINS,
                SelfService.FORGOTTEN);
        PasswordPolicy.Settings usual = PasswordPolicy.Settings.USUAL;
        if (!parameters.isMap()) {
            return usual;
        }
        long shortest = parameters.number("password_min", usual.shortest());
        if (shortest < PasswordPolicy.FLOOR || shortest > MOST) {
            parameters
                    .need("password_min")
                    .error("must be from " + PasswordPolicy.FLOOR + " to " + MOST);
        }
        return new PasswordPolicy.Settings(
                (int) shortest,
                parameters.texts("password_words"),
                parameters.get("refused_passwords").map(s -> file(s, directory)).orElse(null));
    }

    private static Path file(Setting setting, Path directory) {
        Path file = directory.resolve(setting.text());
        if (!Files.isReadable(file)) {
            setting.error("cannot read the file " + file);
        }
        return file;
    }

    /** As {@code www.auth} has them; the usual ones where it has no such accounts. */
    static PasswordPolicy.Settings of(@Nullable Setting auth, Path directory) {
        return parameters(auth).map(p -> read(p, directory)).orElse(PasswordPolicy.Settings.USUAL);
    }

    /** Of the way in with accounts of this server; empty where there is none, and null where it has no parameters. */
    static Optional<Setting> parameters(@Nullable Setting auth) {
        if (auth == null) {
            return Optional.empty();
        }
        List<Setting> items = auth.isList() ? auth.items() : List.of(auth);
        return items.stream()
                // What else stands there is said where the ways are read.
                .filter(
                        item ->
                                item.isMap()
                                        ? item.entries().size() == 1
                                        : item.plain() instanceof String)
                .flatMap(item -> item.named().stream())
                .filter(named -> named.getKey().equals(NAME))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
