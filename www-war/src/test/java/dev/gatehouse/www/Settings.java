package dev.gatehouse.www;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Settings from a piece of YAML, without positions. */
public final class Settings {
    private Settings() {}

    public static Setting of(Problems problems, String yaml) {
        return of(problems, "www.x", new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    private static Setting of(Problems problems, String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Setting> entries = new LinkedHashMap<>();
            map.forEach(
                    (key, entry) ->
                            entries.put(
                                    String.valueOf(key), of(problems, path + "." + key, entry)));
            return Setting.map(problems, path, 1, 1, entries);
        }
        if (value instanceof List<?> list) {
            List<Setting> items = new ArrayList<>();
            list.forEach(item -> items.add(of(problems, path + "[" + items.size() + "]", item)));
            return Setting.list(problems, path, 1, 1, items);
        }
        return Setting.scalar(
                problems,
                path,
                1,
                1,
                value instanceof Integer number ? (Object) (long) number : value);
    }
}
