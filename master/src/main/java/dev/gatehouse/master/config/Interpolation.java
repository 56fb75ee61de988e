package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.setting.Setting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills a build's values into texts of the configuration: {@code %(prop:NAME)s}, {@code
 * %(src:CODEBASE:branch)s}, {@code %(worker:NAME)s}, each with an optional {@code :-TEXT} (when there is
 * none), {@code :~TEXT} (when there is none or it is empty) or {@code :+TEXT} (when there is one). Any other
 * percent sign means itself. Immutable.
 */
public final class Interpolation {

    private static final Pattern PLACE = Pattern.compile("%\\((prop|src|worker):([^()]*)\\)s");
    private static final Pattern ANY = Pattern.compile("%\\((\\w+):");

    /** Where the values come from. */
    public interface Source {
        /** A property's value; null when there is none. */
        @Nullable JsonNode property(String name);

        /** A sourcestamp's attribute, such as {@code branch}; null when there is none. */
        @Nullable String source(String codebase, String attribute);

        /** A property of the worker; null when there is none. */
        @Nullable JsonNode worker(String name);
    }

    private Interpolation() {}

    /** Reports places that could never be filled. */
    static void check(String text, Setting where) {
        Matcher any = ANY.matcher(text);
        while (any.find()) {
            String kind = any.group(1);
            if (!kind.equals("prop") && !kind.equals("src") && !kind.equals("worker")) {
                where.error("%(" + kind + ":…)s is not known; legal: prop, src, worker");
            }
        }
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            if (place.group(1).equals("src") && place.group(2).split(":", 3).length < 2) {
                where.error("must be %(src:CODEBASE:ATTRIBUTE)s, not '" + place.group() + "'");
            }
        }
    }

    public static String fill(String text, Source source) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        return PLACE.matcher(text)
                .replaceAll(
                        place ->
                                Matcher.quoteReplacement(
                                        value(place.group(1), place.group(2), source)));
    }

    private static String value(String kind, String inside, Source source) {
        int parts = kind.equals("src") ? 3 : 2;
        String[] split = inside.split(":", parts);
        String value;
        if (kind.equals("src")) {
            value = split.length < 2 ? null : source.source(split[0], split[1]);
        } else {
            JsonNode found =
                    kind.equals("prop") ? source.property(split[0]) : source.worker(split[0]);
            value = text(found);
        }
        String rule = split.length < parts ? "" : split[parts - 1];
        if (rule.startsWith("-")) {
            return value == null ? rule.substring(1) : value;
        }
        if (rule.startsWith("~")) {
            return value == null || value.isEmpty() || value.equals("false")
                    ? rule.substring(1)
                    : value;
        }
        if (rule.startsWith("+")) {
            return value == null ? "" : rule.substring(1);
        }
        return value == null ? "" : value;
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isTextual() ? value.asText() : value.toString();
    }
}
