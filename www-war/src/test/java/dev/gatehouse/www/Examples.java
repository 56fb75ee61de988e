package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.realm.ldap.Slapd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code docs/examples}, and servers that run by them. */
public final class Examples {
    private static final Path FOLDER = Path.of("..", "docs", "examples");

    private Examples() {}

    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** Those that are configurations, in the order of their names. */
    static List<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    /** An example as it stands, but for the texts on the left, which become those on the right. */
    public static String text(String name, String... changes) throws IOException {
        String text = Files.readString(file(name));
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(text).describedAs(name).contains(changes[i]);
            text = text.replace(changes[i], changes[i + 1]);
        }
        return text;
    }

    /**
     * A server as {@link #text} says, without a master unless it names one.
     *
     * @param folder its base directory
     */
    public static Whole start(Path folder, String name, String... changes) throws Exception {
        String text = text(name, changes);
        return new Whole(folder, text.contains("\nmaster:") ? text : text + "\nmaster: none\n");
    }

    /** {@code ldap-user-info.yaml} with this directory in place of the one it names. */
    static Whole startBeside(Slapd slapd, Path folder) throws Exception {
        return start(
                folder,
                "ldap-user-info.yaml",
                "ldap://ldap.mycompany.com:3268",
                slapd.ldap(),
                // OpenLDAP knows those who bind by their whole name alone
                "bindUser: ldap_user",
                "bindUser: cn=ldap_user,dc=corp,dc=mycompany,dc=com");
    }
}
