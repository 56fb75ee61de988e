package dev.gatehouse.www.login.ways;

import dev.gatehouse.data.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in Python's way of writing, whose named groups say what a header tells of a user.
 * Matched at the start of the value. Immutable.
 */
final class HeaderPattern {
    /** {@code (?P<name>} of Python, {@code (?<name>} of Java; look-behind is neither. */
    private static final Pattern GROUP = Pattern.compile("\\(\\?P?<([A-Za-z_][A-Za-z0-9_]*)>");

    private static final Pattern AGAIN = Pattern.compile("\\(\\?P=([A-Za-z_][A-Za-z0-9_]*)\\)");

    /** Buildbot's own: {@code homer@SPRINGFIELD.EXAMPLE}. */
    static final HeaderPattern USUAL = of("(?P<username>[^ @]+)@(?P<realm>[^ @]+)");

    private final String written;
    private final Pattern pattern;

    /** What Java calls the groups, since its names may have no underscore, to what the setting calls them. */
    private final Map<String, String> names;

    private HeaderPattern(String written, Pattern pattern, Map<String, String> names) {
        this.written = written;
        this.pattern = pattern;
        this.names = Map.copyOf(names);
    }

    static HeaderPattern of(String written) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, String> ours = new LinkedHashMap<>();
        String java =
                GROUP.matcher(written)
                        .replaceAll(
                                match -> {
                                    String own = "g" + names.size();
                                    names.put(own, match.group(1));
                                    ours.put(match.group(1), own);
                                    return Matcher.quoteReplacement("(?<" + own + ">");
                                });
        java =
                AGAIN.matcher(java)
                        .replaceAll(
                                match ->
                                        Matcher.quoteReplacement(
                                                "\\k<"
                                                        + ours.getOrDefault(
                                                                match.group(1), match.group(1))
                                                        + ">"));
        return new HeaderPattern(written, Pattern.compile(java), names);
    }

    /** Faults go to the setting's problems. */
    static HeaderPattern read(Setting setting) {
        try {
            HeaderPattern pattern = of(setting.text());
            if (!pattern.names.containsValue("username")) {
                setting.error("needs a group (?P<username>…)");
            }
            for (String name : pattern.names.values()) {
                if (name.equals("anonymous") || name.equals("groups")) {
                    setting.error("the group '" + name + "' means something else here");
                }
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            setting.error("is no regular expression: " + e.getDescription());
            return USUAL;
        }
    }

    /** What the groups found; empty where the value does not match, or names no user. */
    Optional<Map<String, Object>> user(String value) {
        Matcher matcher = pattern.matcher(value);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        Map<String, Object> user = new LinkedHashMap<>();
        names.forEach(
                (own, name) -> {
                    String found = matcher.group(own);
                    if (found != null && !found.isEmpty()) {
                        user.put(name, found);
                    }
                });
        return user.containsKey("username") ? Optional.of(user) : Optional.empty();
    }

    @Override
    public String toString() {
        return written;
    }
}
