package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The newcomer's page and the packages that are there. */
class CodeMapTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAME =
            Pattern.compile("`((?:data|master|worker|realm|www)(?:\\.[a-z]+)*)`");

    @Test
    void codeMap_andPackages_nameTheSame() throws IOException {
        String page = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        String map = page.substring(page.indexOf("## Code map"), page.indexOf("## Invariants"));
        Set<String> named = new TreeSet<>();
        for (Matcher matcher = NAME.matcher(map); matcher.find(); ) {
            named.add(matcher.group(1));
        }

        Set<String> there = new TreeSet<>();
        for (String module :
                List.of("data", "master", "worker", "realm-htpasswd", "realm-ldap", "www-war")) {
            Path root = ROOT.resolve(module).resolve("src/main/java/dev/gatehouse");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.endsWith("package-info.java"))
                        .map(file -> root.relativize(file.getParent()).toString())
                        .map(folder -> folder.replace('\\', '/').replace('/', '.'))
                        .forEach(there::add);
            }
        }

        assertThat(named).isEqualTo(there);
    }
}
