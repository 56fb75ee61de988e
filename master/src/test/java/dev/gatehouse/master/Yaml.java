package dev.gatehouse.master;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML to settings with positions, enough for tests. */
public final class Yaml {

    private static final class Values extends SafeConstructor {
        Values() {
            super(new LoaderOptions());
        }

        Object value(ScalarNode node) {
            return constructObject(node);
        }
    }

    private Yaml() {}

    public static Setting read(String text, Problems problems) {
        Node root = new org.yaml.snakeyaml.Yaml().compose(new StringReader(text));
        return setting(problems, "", root);
    }

    private static Setting setting(Problems problems, String path, Node node) {
        int line = node.getStartMark().getLine() + 1;
        int column = node.getStartMark().getColumn() + 1;
        if (node instanceof MappingNode mapping) {
            Map<String, Setting> entries = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = ((ScalarNode) tuple.getKeyNode()).getValue();
                entries.put(
                        key,
                        setting(
                                problems,
                                path.isEmpty() ? key : path + "." + key,
                                tuple.getValueNode()));
            }
            return Setting.map(problems, path, line, column, entries);
        }
        if (node instanceof SequenceNode sequence) {
            List<Setting> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(setting(problems, path + "[" + items.size() + "]", item));
            }
            return Setting.list(problems, path, line, column, items);
        }
        ScalarNode scalar = (ScalarNode) node;
        Object value =
                scalar.getTag().equals(Tag.STR) ? scalar.getValue() : new Values().value(scalar);
        if (value instanceof Integer number) {
            value = number.longValue();
        }
        return Setting.scalar(problems, path, line, column, value);
    }
}
