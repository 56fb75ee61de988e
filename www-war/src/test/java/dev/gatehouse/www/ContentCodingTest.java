package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip, deflate, br, zstd     | ZSTD",
                "gzip                        | GZIP",
                "GZIP                        | GZIP",
                "x-gzip                      | GZIP",
                "gzip;q=0.5, zstd;q=0.4      | GZIP",
                "gzip; q=0.5 , zstd ; Q = 0.9 | ZSTD",
                "gzip;q=1.000,zstd;q=1       | ZSTD",
                "gzip;q=0                    | -",
                "gzip;q=0.000                | -",
                "gzip;q=0.001                | GZIP",
                "*                           | ZSTD",
                "*, zstd;q=0                 | BROTLI",
                "*, zstd;q=0, br;q=0         | GZIP",
                "gzip, deflate, br           | BROTLI",
                "br;q=0.5, gzip;q=0.6        | GZIP",
                "br;q=0                      | -",
                "*;q=0                       | -",
                "*;q=0, gzip                 | GZIP",
                "identity                    | -",
                "identity, gzip;q=0.5        | -",
                "identity;q=0.2, gzip;q=0.5  | GZIP",
                "identity;q=0, gzip          | GZIP",
                "deflate                     | -",
                "gzip;q=high                 | -",
                "gzip;q=7                    | -",
                "gzip;level=9;q=0.3          | GZIP",
                ";;,,;q=1                    | -",
                "''                          | -",
            })
    void preferred_followsTheWeights(String header, ContentCoding coding) {
        assertThat(ContentCoding.of(List.of(header)).coding().orElse(null)).isEqualTo(coding);
    }

    @Test
    void preferred_severalHeaders_areOne() {
        assertThat(ContentCoding.of(List.of("gzip", "zstd;q=0.1")).coding())
                .contains(ContentCoding.GZIP);
        assertThat(ContentCoding.of(List.of()).coding()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                  | false",
                "''                    | false",
                "*                     | false",
                "identity              | false",
                "identity;q=0.1, *;q=0 | false",
                "gzip;q=0              | false",
                "identity;q=0          | true",
                "identity;q=0, *       | true",
                "*;q=0                 | true",
                "br, *;q=0             | true",
            })
    void wish_knowsWhoCannotUseAnswersAsTheyAre(String header, boolean never) {
        assertThat(ContentCoding.of(List.of(header)).neverPlain()).isEqualTo(never);
    }
}
