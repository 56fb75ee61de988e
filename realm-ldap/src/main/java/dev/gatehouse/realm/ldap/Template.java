package dev.gatehouse.realm.ldap;

import java.text.ParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.directory.api.ldap.model.exception.LdapInvalidDnException;
import org.apache.directory.api.ldap.model.filter.FilterParser;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.api.ldap.model.name.Rdn;

/**
 * Filters and names with a {@code %(key)s} in them, as Buildbot's users write them; {@code %%} is a
 * percent sign. What is put in is always escaped for the place where it lands.
 */
final class Template {
    private static final Pattern PLACE = Pattern.compile("%\\(([a-z]+)\\)s|%%|%");

    private Template() {}

    /** A search filter with a value that can only ever be a value. */
    static String filter(String template, String key, String value) {
        return fill(template, key, escape(value));
    }

    /**
     * RFC 4515. The library's own encoder leaves alone what already looks escaped, so that a user
     * named {@code \61lice} would be found as alice.
     */
    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        value.chars()
                .forEach(
                        c -> {
                            switch (c) {
                                case '\\' -> escaped.append("\\5c");
                                case '*' -> escaped.append("\\2a");
                                case '(' -> escaped.append("\\28");
                                case ')' -> escaped.append("\\29");
                                case 0 -> escaped.append("\\00");
                                default -> escaped.append((char) c);
                            }
                        });
        return escaped.toString();
    }

    /** A distinguished name in which the value is one part, whatever it contains. */
    static Dn dn(String template, String key, String value) throws LdapInvalidDnException {
        return new Dn(fill(template, key, Rdn.escapeValue(value)));
    }

    static void checkFilter(String setting, String template, String key) {
        check(setting, template, key);
        String sample = fill(template, key, "x");
        try {
            FilterParser.parse(sample);
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    setting + " '" + template + "' is not an LDAP filter: " + e.getMessage(), e);
        }
    }

    static void checkDn(String setting, String dn) {
        if (!Dn.isValid(dn)) {
            throw new IllegalArgumentException(
                    setting
                            + " '"
                            + dn
                            + "' is not a distinguished name such as dc=example,dc=org");
        }
    }

    static void check(String setting, String template, String key) {
        if (!template.contains("%(" + key + ")s")) {
            throw new IllegalArgumentException(
                    setting + " '" + template + "' has no %(" + key + ")s in it");
        }
    }

    static String fill(String template, String key, String value) {
        Matcher places = PLACE.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (places.find()) {
            String found = places.group();
            if (found.equals("%%")) {
                places.appendReplacement(filled, "%");
            } else if (key.equals(places.group(1))) {
                places.appendReplacement(filled, Matcher.quoteReplacement(value));
            } else {
                throw new IllegalArgumentException(
                        "'"
                                + template
                                + "': only %("
                                + key
                                + ")s and %% may stand here, not "
                                + found);
            }
        }
        return places.appendTail(filled).toString();
    }
}
