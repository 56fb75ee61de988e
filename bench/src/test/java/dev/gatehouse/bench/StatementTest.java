package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTest {
    @Test
    void of_aLineOfTheLog_givesSqlAndArguments() {
        String line =
                "08:00:00.000 DEBUG SqlLog: SELECT a -- b FROM x WHERE n = ? AND t = ? LIMIT ? --"
                        + " -5, 'it''s, 7', 20";
        assertThat(Statement.of(line))
                .contains(
                        new Statement(
                                "SELECT a -- b FROM x WHERE n = ? AND t = ? LIMIT ?",
                                List.of(-5L, "it's, 7", 20L)));
    }

    @Test
    void of_withoutArguments_hasNone() {
        assertThat(Statement.of("x DEBUG SqlLog: SELECT 1 -- "))
                .contains(new Statement("SELECT 1", List.of()));
    }

    @Test
    void of_anotherLine_isEmpty() {
        assertThat(Statement.of("x INFO  LoginResource: login of 'alice'")).isEmpty();
    }
}
