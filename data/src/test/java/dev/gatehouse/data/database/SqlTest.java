package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlTest {

    @Test
    void hash_ofNames_isBuildbots() {
        assertThat(Sql.hash("trig")).isEqualTo("0ee669056cde1d2eb84e8839dd2e78a5865350fe");
    }

    @Test
    void hash_ofSourcestamps_isBuildbots() {
        assertThat(Sql.hash("br", "", "", "", "", null))
                .isEqualTo("22160af3ba0bad894302a8d073cb054949285370");
        assertThat(Sql.hash("", "", "", "", "", null))
                .isEqualTo("2a750737544472b7bec6ffdab6bbd3e2f44ff87d");
        assertThat(Sql.hash(null, "r1", "re", "pr", "", null))
                .isEqualTo("b108d22e2865b03d2a1233dbe6b1120d8304df04");
    }

    @Test
    void storedJson_write_isPythons() {
        assertThat(StoredJson.write(List.of(1, "\u00e9\u2603", Map.of("a", true))))
                .isEqualTo("[1, \"\\u00e9\\u2603\", {\"a\": true}]");
        assertThat(StoredJson.write(null)).isEqualTo("null");
        assertThat(StoredJson.write(List.of())).isEqualTo("[]");
        assertThat(StoredJson.write(Map.of())).isEqualTo("{}");
    }

    @Test
    void storedJson_read_takesWhatPythonWrites() {
        assertThat(StoredJson.read("[NaN, Infinity, -Infinity]")).hasSize(3);
        assertThat(StoredJson.write(StoredJson.read("[1.0, 123456789012345678901234567890]")))
                .isEqualTo("[1.0, 123456789012345678901234567890]");
    }
}
