package dev.gatehouse.www.login.ways;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.www.login.CustomUserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a class of somebody else says, a login ends as somebody or not at all. */
class CustomInfoTest {
    private static final Map<String, Object> FOUND =
            Map.of("username", "homer", "realm", "GitHub", "email", "homer@example.org");

    @Test
    void over_null_isNobodyKnown() {
        assertThatThrownBy(() -> info(name -> null).over(FOUND))
                .isInstanceOf(UserInfoUnavailable.class)
                .hasMessageContaining("knows no homer");
    }

    @Test
    void over_nullsAmongTheValues_areLeftOut() throws Exception {
        Map<String, Object> said = new HashMap<>();
        said.put("email", null);
        said.put(null, "x");
        said.put("full_name", "Homer Simpson");

        assertThat(info(name -> said).over(FOUND))
                .containsEntry("email", "homer@example.org")
                .containsEntry("full_name", "Homer Simpson")
                .hasSize(4);
    }

    @Test
    void over_whoItIs_staysAsItWas() throws Exception {
        assertThat(info(name -> Map.of("username", "", "realm", "", "anonymous", true)).over(FOUND))
                .isEqualTo(FOUND);
    }

    private static CustomInfo info(CustomUserInfo source) {
        return new CustomInfo(source, () -> {});
    }
}
