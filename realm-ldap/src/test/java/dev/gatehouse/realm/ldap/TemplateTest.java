package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the values that strangers choose; the expected texts are those of RFC 4515 and RFC 4514. */
class TemplateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "alice alice",
                "* \\2a",
                "( \\28",
                ") \\29",
                "\\ \\5c",
                "\\61lice \\5c61lice",
                "x)(|(uid=* x\\29\\28|\\28uid=\\2a",
                "jürgen jürgen",
            })
    void filter_anyValue_isOnlyAValue(String value, String escaped) {
        assertThat(Template.filter("(&(a=b)(uid=%(username)s))", "username", value))
                .isEqualTo("(&(a=b)(uid=" + escaped + "))");
    }

    @Test
    void filter_nul_isEscaped() {
        assertThat(Template.filter("(uid=%(username)s)", "username", "a\0b"))
                .isEqualTo("(uid=a\\00b)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice,ou=people",
                "alice+cn=x",
                "#616c696365",
                "\"alice\"",
                "alice\\,",
                "alice;ou=people",
                "<alice>",
            })
    void dn_anyValue_isOneNamePart(String value) throws Exception {
        var dn = Template.dn("uid=%(username)s,dc=example,dc=org", "username", value);

        assertThat(dn.size()).isEqualTo(3);
        assertThat(dn.getRdn().size()).isEqualTo(1);
        assertThat(dn.getRdn().getAva().getValue().getString()).isEqualTo(value);
    }

    /** What a value looks like makes no place of it, and nothing is filled in twice. */
    @Test
    void value_thatLooksLikeAPlace_staysAsItIs() {
        assertThat(Template.filter("(uid=%(username)s)", "username", "%(username)s$1"))
                .isEqualTo("(uid=%\\28username\\29s$1)");
    }
}
