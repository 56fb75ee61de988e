package dev.gatehouse.www.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThemeTest {

    @Test
    void sheet_knownNames_areSetInTheirOrderTogetherWithOurs() {
        assertThat(Theme.sheet(Map.of("bb-text-color", "#333", "bb-avatar-bg-color", "rgb(1 2 3)")))
                .isEqualTo(
                        ":root {\n  --bb-avatar-bg-color: rgb(1 2 3);\n  --bb-text-color: #333;\n"
                                + "  --text: #333;\n}\n");
        assertThat(Theme.names()).hasSize(34);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "red; } body { display: none",
                "url(https://example.org/x)",
                "URL (x)",
                "image-set(x)",
                "</style>",
                "a\\65",
                "'",
                "",
                "@import"
            })
    void sheet_whatIsMoreThanAValue_staysOut(String value) {
        assertThat(Theme.fault(value)).isPresent();
        assertThat(Theme.sheet(Map.of("bb-text-color", value))).isEqualTo(":root {\n}\n");
    }

    @Test
    void sheet_unknownNames_stayOut() {
        assertThat(Theme.sheet(Map.of("page", "red", "bb-x", "red"))).isEqualTo(":root {\n}\n");
    }
}
