package dev.gatehouse.data.setting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One value of the configuration file, with where it stands. Its readers never throw: a fault goes to the
 * {@link Problems} that all settings of a file share, and a harmless value is returned, so that reading
 * goes on and every fault is found. Used by one thread, while the configuration is read.
 */
public final class Setting {

    private static final Pattern DURATION =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d|w)?");

    /** A hundred years: far from where sums of milliseconds overflow. */
    private static final double LONGEST = 100 * 366 * 86_400.0;

    private final Problems problems;
    private final String path;
    private final int line;
    private final int column;
    private final @Nullable Object value;

    private Setting(Problems problems, String path, int line, int column, @Nullable Object value) {
        this.problems = problems;
        this.path = path;
        this.line = line;
        this.column = column;
        this.value = value;
    }

    /** A single value: {@code String}, {@code Long}, {@code Double}, {@code Boolean} or null. */
    public static Setting scalar(
            Problems problems, String path, int line, int column, @Nullable Object value) {
        return new Setting(problems, path, line, column, value);
    }

    public static Setting list(
            Problems problems, String path, int line, int column, List<Setting> items) {
        return new Setting(problems, path, line, column, List.copyOf(items));
    }

    public static Setting map(
            Problems problems, String path, int line, int column, Map<String, Setting> entries) {
        return new Setting(problems, path, line, column, new LinkedHashMap<>(entries));
    }

    /** Where in the file, such as {@code www.auth.UserPasswordAuth}; empty for the whole file. */
    public String path() {
        return path.isEmpty() ? "the file" : path;
    }

    /** From 1; 0 when the value is not from a file. */
    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    public void error(String text) {
        problems.error(this, text);
    }

    public void warning(String text) {
        problems.warning(this, text);
    }

    public boolean isMap() {
        return value instanceof Map;
    }

    public boolean isList() {
        return value instanceof List;
    }

    public boolean isNull() {
        return value == null;
    }

    /** The plain value: maps, lists and scalars without positions. */
    public @Nullable Object plain() {
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            entries().forEach((name, setting) -> plain.put(name, setting.plain()));
            return plain;
        }
        if (value instanceof List<?>) {
            List<@Nullable Object> plain = new ArrayList<>();
            items().forEach(setting -> plain.add(setting.plain()));
            return plain;
        }
        return value;
    }

    /** Refuses keys that are not among the legal ones, naming the nearest legal one. */
    public void allowOnly(Collection<String> legal) {
        for (Map.Entry<String, Setting> entry : entries().entrySet()) {
            if (!legal.contains(entry.getKey())) {
                entry.getValue()
                        .error(
                                "unknown setting '"
                                        + entry.getKey()
                                        + "'; "
                                        + meant(entry.getKey(), legal, "legal here: "));
            }
        }
    }

    public void allowOnly(String... legal) {
        allowOnly(List.of(legal));
    }

    /** The entries of a map, in the file's order; empty, with an error, when this is no map. */
    @SuppressWarnings("unchecked")
    public Map<String, Setting> entries() {
        if (value instanceof Map<?, ?>) {
            return (Map<String, Setting>) value;
        }
        if (value != null) {
            error("must be a map of names to values, not " + kind());
        }
        return Map.of();
    }

    /** The items of a list; empty, with an error, when this is no list. */
    @SuppressWarnings("unchecked")
    public List<Setting> items() {
        if (value instanceof List<?>) {
            return (List<Setting>) value;
        }
        if (value != null) {
            error("must be a list, not " + kind());
        }
        return List.of();
    }

    /** The setting of that name, present and not null. */
    public Optional<Setting> get(String name) {
        return Optional.ofNullable(entries().get(name)).filter(setting -> !setting.isNull());
    }

    /** The setting of that name; an error when it is missing, and then a null setting. */
    public Setting need(String name) {
        return get(name)
                .orElseGet(
                        () -> {
                            error("'" + name + "' is missing");
                            return scalar(new Problems(), path + "." + name, line, column, null);
                        });
    }

    /** For the form {@code {ClassName: {parameters}}} or plain {@code ClassName}. */
    public Optional<Map.Entry<String, Setting>> named() {
        if (value instanceof String name) {
            return Optional.of(Map.entry(name, map(problems, path, line, column, Map.of())));
        }
        if (value instanceof Map<?, ?> && entries().size() == 1) {
            Map.Entry<String, Setting> only = entries().entrySet().iterator().next();
            Setting parameters = only.getValue();
            return Optional.of(
                    Map.entry(
                            only.getKey(),
                            parameters.isNull()
                                    ? map(problems, parameters.path, line, column, Map.of())
                                    : parameters));
        }
        error("must be one class name with its parameters, such as 'Name: {key: value}'");
        return Optional.empty();
    }

    public String text() {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        error("must be a text, not " + describe());
        return "";
    }

    public String text(String name, String otherwise) {
        return get(name).map(Setting::text).orElse(otherwise);
    }

    public long number() {
        if (value instanceof Long number) {
            return number;
        }
        error("must be a whole number, not " + describe());
        return 0;
    }

    public long number(String name, long otherwise) {
        return get(name).map(Setting::number).orElse(otherwise);
    }

    public boolean flag() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        error("must be true or false, not " + describe());
        return false;
    }

    public boolean flag(String name, boolean otherwise) {
        return get(name).map(Setting::flag).orElse(otherwise);
    }

    /** One of a few words. */
    public String choice(Set<String> legal, String otherwise) {
        String word = text();
        if (legal.contains(word)) {
            return word;
        }
        error("must be one of " + String.join(", ", new TreeSet<>(legal)) + ", not '" + word + "'");
        return otherwise;
    }

    /** A list of texts; one text alone counts as a list of one. */
    public List<String> texts() {
        if (value instanceof String text) {
            return List.of(text);
        }
        return items().stream().map(Setting::text).toList();
    }

    public List<String> texts(String name) {
        return get(name).map(Setting::texts).orElse(List.of());
    }

    /** Seconds as a number, or a text such as {@code 90s}, {@code 10m}, {@code 1h}, {@code 7d}. */
    public Duration duration() {
        Optional<Duration> duration =
                seconds().filter(s -> s >= 0 && s <= LONGEST).map(Setting::of);
        if (duration.isEmpty()) {
            error("must be a duration such as 90s, 10m, 1h or 7d, not " + describe());
        }
        return duration.orElse(Duration.ZERO);
    }

    private Optional<Double> seconds() {
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        double seconds =
                switch (unit) {
                    case "ms" -> 0.001;
                    case "m" -> 60;
                    case "h" -> 3_600;
                    case "d" -> 86_400;
                    case "w" -> 604_800;
                    default -> 1;
                };
        return Optional.of(Double.parseDouble(matcher.group(1)) * seconds);
    }

    private static Duration of(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    public Duration duration(String name, Duration otherwise) {
        return get(name).map(Setting::duration).orElse(otherwise);
    }

    private String describe() {
        return value instanceof Map || value instanceof List || value == null
                ? kind()
                : "'" + value + "'";
    }

    /** Without the value itself: a text in the wrong place may be a password. */
    private String kind() {
        if (value instanceof Map) {
            return "a map";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value == null) {
            return "nothing";
        }
        return value instanceof String ? "a text" : "'" + value + "'";
    }

    /** The legal name that is closest to a mistyped one, when any is close. */
    public static Optional<String> nearest(String name, Collection<String> legal) {
        return legal.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> near(name, candidate));
    }

    /**
     * What to tell whoever wrote a name that is none of the legal ones.
     *
     * @param introduction of the list of all of them, where none is near
     */
    public static String meant(String name, Collection<String> legal, String introduction) {
        return nearest(name, legal)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElseGet(() -> introduction + String.join(", ", legal));
    }

    private static boolean near(String name, String candidate) {
        int distance = distance(name, candidate);
        return distance <= Math.max(2, name.length() / 3)
                && distance < Math.max(name.length(), candidate.length());
    }

    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
