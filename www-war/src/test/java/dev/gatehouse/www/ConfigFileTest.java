package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the text of gatehouse.yaml. */
class ConfigFileTest {
    @TempDir Path directory;
    private final Problems problems = new Problems();

    private Setting read(String yaml, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("gatehouse.yaml");
        Files.writeString(file, yaml);
        return ConfigFile.read(file, environment, problems);
    }

    private Object value(String yaml) throws IOException {
        return read("x: " + yaml + "\n", Map.of("NAME", "Ada", "TRICK", "${env:NAME}"))
                .get("x")
                .map(Setting::plain)
                .orElse(null);
    }

    private List<String> faults(String yaml) throws IOException {
        read(yaml, Map.of());
        return problems.errors().stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "on, on",
        "No, No",
        "0755, 0755",
        "3.10, 3.10",
        "1_000, 1_000",
        "2026-11-01, 2026-11-01",
        "1e3, 1e3",
        "p4$$wd, p4$$wd",
        "${HOME}/x, ${HOME}/x",
        "${env:NAME}, Ada",
        "'\"${env:NAME}!\"', Ada!",
        "${env:TRICK}, ${env:NAME}",
        "!!str 5, 5",
        "=, =",
    })
    void aScalar_staysTheTextThatIsWritten(String yaml, String text) throws IOException {
        assertThat(value(yaml)).isEqualTo(text);
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void plainNumbersAndTruthValues_areThat() throws IOException {
        assertThat(value("12")).isEqualTo(12L);
        assertThat(value("-3")).isEqualTo(-3L);
        assertThat(value("2.5")).isEqualTo(2.5);
        assertThat(value("true")).isEqualTo(true);
        assertThat(value("~")).isNull();
        assertThat(value("'12'")).isEqualTo("12");
    }

    @Test
    void aFile_isFilledInWithoutItsLastLineBreak() throws IOException {
        Files.writeString(directory.resolve("word"), "se cret\n");
        assertThat(value("a${file:word}b")).isEqualTo("ase cretb");
    }

    @Test
    void aSecretThatEverybodyCanRead_isRefused() throws IOException {
        Path secret = Files.createDirectory(directory.resolve("secrets")).resolve("db");
        Files.writeString(secret, "word\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(value("${secret:db}")).isEqualTo("word");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(faults("x: ${secret:db}\n")).singleElement().asString().contains("chmod");
    }

    @Test
    void aSecretsName_cannotLeaveTheFolder() throws IOException {
        assertThat(faults("x: ${secret:../gatehouse.yaml}\n"))
                .singleElement()
                .asString()
                .contains("is no name of a secret");
    }

    @Test
    void brokenYaml_isToldWithLineAndColumn() throws IOException {
        assertThat(faults("title: x\nwww: {port: 1\nbuilders: []\n"))
                .singleElement()
                .asString()
                .startsWith("line 3, column 9: not YAML: ")
                .doesNotContain("\n");
    }

    @Test
    void aKeyTwice_isToldWhereItStandsTheSecondTime() throws IOException {
        assertThat(faults("title: a\nwww:\n  port: 1\n  port: 2\n"))
                .containsExactly(
                        "line 4, column 3: 'port' stands here a second time; the first is in line 3");
    }

    @Test
    void whatIsNotPlainYaml_isRefused() throws IOException {
        assertThat(faults("x: !!java.net.URL [http://example.org/]\n")).hasSize(1);
        assertThat(faults("y: !!javax.script.ScriptEngineManager {}\n")).hasSize(2);
        assertThat(faults("z: !!binary aGVsbG8=\n")).hasSize(3);
        assertThat(faults("a: &a {b: 1}\nc: {<<: *a}\n")).hasSize(4);
        assertThat(faults("- a\n")).hasSize(5);
    }

    @Test
    void anAliasOfAWholeValue_isThatValueAgain() throws IOException {
        Setting file = read("a: &steps [1, 2]\nb: *steps\n", Map.of());
        assertThat(file.get("b").orElseThrow().plain()).isEqualTo(List.of(1L, 2L));
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void aliasesThatMultiply_areStopped() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("*a%d]\n".formatted(i - 1));
        }
        assertThat(faults(bomb.toString())).singleElement().asString().contains("multiply");
    }

    @Test
    void anAliasOfItself_isStopped() throws IOException {
        assertThat(faults("a: &a [*a]\n")).singleElement().asString().contains("deep");
    }

    @Test
    void aMissingFile_isOneFault() {
        ConfigFile.read(directory.resolve("none.yaml"), Map.of(), problems);
        assertThat(problems.errors())
                .singleElement()
                .asString()
                .isEqualTo("there is no file " + directory.resolve("none.yaml"));
    }

    @Test
    void aFileThatIsNotUtf8_isOneFault() throws IOException {
        Path file = directory.resolve("gatehouse.yaml");
        Files.write(file, new byte[] {'t', ':', ' ', (byte) 0xff});
        ConfigFile.read(file, Map.of(), problems);
        assertThat(problems.errors()).singleElement().asString().endsWith("is not UTF-8");
    }

    @Test
    void placesOfValues_areWhereAPersonLooks() throws IOException {
        Setting file = read("a:\n  b: 1\n  c:\n    - d\n", Map.of());
        assertThat(file.get("a").orElseThrow().line()).isEqualTo(1);
        Setting b = file.get("a").orElseThrow().get("b").orElseThrow();
        assertThat(List.of(b.line(), b.column(), b.path())).isEqualTo(List.of(2, 6, "a.b"));
        Setting c = file.get("a").orElseThrow().get("c").orElseThrow();
        assertThat(List.of(c.line(), c.column())).isEqualTo(List.of(3, 3));
        assertThat(c.items().get(0).path()).isEqualTo("a.c[0]");
    }
}
