package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseDirectoryTest {
    @TempDir Path temp;

    @Test
    void open_makesTheDirectory_andLocksIt() {
        Path path = temp.resolve("a/b");
        try (BaseDirectory opened = BaseDirectory.open(path)) {
            assertThat(opened.path()).isDirectory();
            assertThatThrownBy(() -> BaseDirectory.open(path))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("is in use by this very process");
        }
        BaseDirectory.open(path).close();
    }

    @Test
    void open_aFile_isRefused() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> BaseDirectory.open(file))
                .isInstanceOf(CannotStart.class)
                .hasMessage("the base directory " + file + " is a file");
    }

    @Test
    void open_belowAFile_isRefusedInOneLine() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> BaseDirectory.open(file.resolve("base")))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("cannot write to the base directory ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void writePrivate_onlyTheOwnerCanRead() throws IOException {
        try (BaseDirectory opened = BaseDirectory.open(temp)) {
            opened.writePrivate("word", "first\n");
            opened.writePrivate("word", "second\nline\n");
            assertThat(opened.firstLine("word")).isEqualTo("second");
            assertThat(opened.firstLine("none")).isNull();
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(temp.resolve("word"))))
                    .isEqualTo("rw-------");
        }
    }
}
