package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.login.TokenBook;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenConfigTest {
    private final Problems problems = new Problems();

    private TokenBook.Settings read(String yaml) {
        return TokenConfig.of(Optional.of(Settings.of(problems, yaml)));
    }

    @Test
    void tokens_withoutAWord_lastNinetyDays() {
        assertThat(TokenConfig.of(Optional.empty())).isEqualTo(TokenBook.Settings.USUAL);
    }

    @Test
    void shorterMaxAge_isTheUsualOneToo() {
        assertThat(read("{max_age: 30d, per_user: 0}"))
                .isEqualTo(
                        new TokenBook.Settings(
                                Duration.ofDays(30), Duration.ofDays(30), 0, Duration.ofDays(30)));
        assertThat(read("{login_within: 0}").loginWithin()).isEqualTo(Duration.ZERO);
        assertThat(problems.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{max_age: 0}|max_age",
                "{default_age: 366d}|default_age",
                "{default_age: 1s}|default_age",
                "{per_user: -1}|per_user",
                "{per_user: 1001}|per_user",
                "{login_within: 59s}|login_within",
                "{age: 1d}|age",
            })
    void faults_areNamed(String yaml, String key) {
        read(yaml);

        assertThat(problems.errors()).isNotEmpty();
        assertThat(problems.errors().toString()).contains(key);
    }
}
