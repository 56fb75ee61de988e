package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.data.setting.Setting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the readers of the file's lists share: names that must differ, and names that must be known. */
final class Named {

    private static final ObjectMapper MAPPER = JsonMappers.builder().build();

    private Named() {}

    /** The map itself, or the one that a class name in front of it holds. */
    static Setting bare(Setting given, String className) {
        boolean named =
                given.isMap()
                        && given.entries().size() == 1
                        && given.entries().containsKey(className);
        return named ? given.named().map(Map.Entry::getValue).orElse(given) : given;
    }

    /** A name of its own, put to those that are known. */
    static String name(Setting setting, Set<String> known, String what) {
        Setting named = setting.need("name");
        if (named.isNull()) {
            return "";
        }
        String name = named.text();
        if (name.isBlank()) {
            named.error("must not be empty");
        } else if (!known.add(name)) {
            named.error("two " + what + "s are called '" + name + "'");
        }
        return name;
    }

    /** Each of the names must be one of those. */
    static void known(Setting where, List<String> names, Collection<String> known, String what) {
        for (String name : names) {
            if (!known.contains(name)) {
                where.error(
                        "no "
                                + what
                                + " is called '"
                                + name
                                + "'"
                                + Setting.nearest(name, known)
                                        .map(near -> "; did you mean '" + near + "'?")
                                        .orElse(""));
            }
        }
    }

    static void unknownClass(
            Map.Entry<String, Setting> entry, String what, Collection<String> legal) {
        entry.getValue()
                .error(
                        "there is no "
                                + what
                                + " '"
                                + entry.getKey()
                                + "'; "
                                + Setting.meant(entry.getKey(), legal, "legal here: "));
    }

    static Map<String, JsonNode> values(Optional<Setting> setting) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        setting.ifPresent(
                s ->
                        s.entries()
                                .forEach(
                                        (name, value) ->
                                                values.put(
                                                        name, MAPPER.valueToTree(value.plain()))));
        return values;
    }
}
