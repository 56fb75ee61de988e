package dev.gatehouse.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WholeNumberTest {

    @Test
    void parse_beyond64Bits_isTheNearestNumberThatIsNot() {
        assertThat(WholeNumber.parse("9223372036854775808")).hasValue(Long.MAX_VALUE);
        assertThat(WholeNumber.parse("1" + "0".repeat(40))).hasValue(Long.MAX_VALUE);
        assertThat(WholeNumber.parse("-9223372036854775809")).hasValue(Long.MIN_VALUE);
        assertThat(WholeNumber.parse("-1" + "0".repeat(40))).hasValue(Long.MIN_VALUE);
    }
}
