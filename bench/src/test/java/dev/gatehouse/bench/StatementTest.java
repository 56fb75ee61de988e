package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTest {
    @Test
    void of_aLineOfTheLog_givesSqlAndArguments() {
        String line =
                "2026-11-23T08:00:00.000Z DEBUG [web-14] dev.gatehouse.data.database.SqlLog: SELECT a"
                        + " -- b FROM x WHERE n = ? AND t = ? LIMIT ? -- -5, 'it''s, 7', 20";
        assertThat(Statement.of(line))
                .contains(
                        new Statement(
                                "SELECT a -- b FROM x WHERE n = ? AND t = ? LIMIT ?",
                                List.of(-5L, "it's, 7", 20L)));
    }

    @Test
    void of_withoutArguments_hasNone() {
        assertThat(Statement.of("x DEBUG [web-3] a.SqlLog: SELECT 1 -- "))
                .contains(new Statement("SELECT 1", List.of()));
    }

    @Test
    void of_whatTheServerAsksByItself_isEmpty() {
        assertThat(Statement.of("x DEBUG [gatehouse-sessions] a.SqlLog: SELECT 1 -- ")).isEmpty();
    }

    @Test
    void of_anotherLine_isEmpty() {
        assertThat(Statement.of("x INFO  [web-3] a.LoginResource: login of 'alice'")).isEmpty();
    }
}
