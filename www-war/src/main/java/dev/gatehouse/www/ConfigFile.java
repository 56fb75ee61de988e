package dev.gatehouse.www;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns {@code gatehouse.yaml} into settings that know their line and column. Only YAML's plain values are
 * read, never a class: a tag such as {@code !!java.net.URL} is a fault. Used by one thread.
 *
 * <p>Words that YAML 1.1 would twist stay as they are written: {@code on}, {@code no}, {@code 0755} and
 * {@code 3.10} are texts; only {@code true}, {@code false}, and numbers in their usual spelling are not.
 */
final class ConfigFile {
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_DEPTH = 50;

    /** Aliases can multiply: beyond this many values the file is refused. */
    private static final int MAX_VALUES = 200_000;

    /** What SnakeYAML makes of a scalar without a tag. */
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(
                    Tag.STR,
                    Tag.INT,
                    Tag.FLOAT,
                    Tag.BOOL,
                    Tag.NULL,
                    Tag.TIMESTAMP,
                    new Tag(Tag.PREFIX + "value"));

    private final Problems problems;
    private final Expansion expansion;
    private int values;

    private ConfigFile(Problems problems, Expansion expansion) {
        this.problems = problems;
        this.expansion = expansion;
    }

    /** Reads the file; whatever is wrong goes to the problems, and an empty map comes back. */
    static Setting read(Path file, Map<String, String> environment, Problems problems) {
        Expansion expansion = new Expansion(file.toAbsolutePath().resolveSibling(""), environment);
        return new ConfigFile(problems, expansion).settings(text(file, problems));
    }

    private static String text(Path file, Problems problems) {
        try {
            long size = Files.size(file);
            if (size > MAX_CHARACTERS) {
                problems.error(0, 0, file + " has " + size + " bytes; legal are " + MAX_CHARACTERS);
                return "";
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (NoSuchFileException e) {
            problems.error(0, 0, "there is no file " + file);
        } catch (CharacterCodingException e) {
            problems.error(0, 0, file + " is not UTF-8");
        } catch (IOException e) {
            problems.error(0, 0, "cannot read " + file + ": " + Reasons.of(e));
        }
        return "";
    }

    private Setting settings(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_VALUES);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            if (root != null && !(root instanceof MappingNode)) {
                error(root, "the file must be a map of settings, such as 'title: My project'");
            } else if (root != null) {
                return setting(root, root, "", 0);
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            problems.error(
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1,
                    "not YAML: " + oneLine(e.getContext(), e.getProblem()));
        } catch (YAMLException e) {
            problems.error(0, 0, "not YAML: " + oneLine(null, String.valueOf(e.getMessage())));
        } catch (TooLarge e) {
            problems.error(0, 0, String.valueOf(e.getMessage()));
        }
        return Setting.map(problems, "", 1, 1, Map.of());
    }

    private static String oneLine(@Nullable String context, @Nullable String problem) {
        String line = context == null ? String.valueOf(problem) : context + ", " + problem;
        return line.replaceAll("\\s+", " ");
    }

    /**
     * @param place what to name as the value's place: the key for maps and lists, the value itself else
     */
    private Setting setting(Node node, Node place, String path, int depth) {
        if (++values > MAX_VALUES) {
            throw new TooLarge("more than " + MAX_VALUES + " values; do aliases (*name) multiply?");
        }
        if (depth > MAX_DEPTH) {
            throw new TooLarge(
                    "values lie more than " + MAX_DEPTH + " deep; does an alias hold itself?");
        }
        int line = place.getStartMark().getLine() + 1;
        int column = place.getStartMark().getColumn() + 1;
        if (node instanceof MappingNode map) {
            requireTag(node, Tag.MAP);
            return Setting.map(problems, path, line, column, entries(map, path, depth));
        }
        if (node instanceof SequenceNode list) {
            requireTag(node, Tag.SEQ);
            List<Setting> items = new ArrayList<>();
            for (Node item : list.getValue()) {
                items.add(setting(item, item, path + "[" + items.size() + "]", depth + 1));
            }
            return Setting.list(problems, path, line, column, items);
        }
        return Setting.scalar(problems, path, line, column, value((ScalarNode) node));
    }

    private Map<String, Setting> entries(MappingNode map, String path, int depth) {
        Map<String, Setting> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                error(tuple.getKeyNode(), "a key must be a plain name");
                continue;
            }
            String name = key.getValue();
            if (key.getTag().equals(Tag.MERGE)) {
                error(key, "merge keys (<<) are not supported; an alias of the whole value is");
                continue;
            }
            Node value = tuple.getValueNode();
            Setting setting =
                    setting(
                            value,
                            value instanceof ScalarNode ? value : key,
                            path.isEmpty() ? name : path + "." + name,
                            depth + 1);
            Setting earlier = entries.putIfAbsent(name, setting);
            if (earlier != null) {
                error(
                        key,
                        "'"
                                + name
                                + "' stands here a second time; the first is in line "
                                + earlier.line());
            }
        }
        return entries;
    }

    private @Nullable Object value(ScalarNode node) {
        String text = node.getValue();
        if (node.getScalarStyle() == ScalarStyle.PLAIN && !node.getTag().equals(Tag.STR)) {
            if (text.isEmpty() || text.equals("~") || text.equals("null")) {
                return null;
            }
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            Optional<Object> number = number(text);
            if (number.isPresent()) {
                return number.get();
            }
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            error(node, "the tag " + node.getTag() + " is not supported; only plain values are");
        }
        return expansion.expand(text, fault -> error(node, fault));
    }

    /** Only where the number would be written the same way again: 3.10 is a version, not a number. */
    private static Optional<Object> number(String text) {
        try {
            long whole = Long.parseLong(text);
            if (Long.toString(whole).equals(text)) {
                return Optional.of(whole);
            }
        } catch (NumberFormatException notWhole) {
            // Perhaps a fraction.
        }
        try {
            double fraction = Double.parseDouble(text);
            if (Double.toString(fraction).equals(text) && Double.isFinite(fraction)) {
                return Optional.of(fraction);
            }
        } catch (NumberFormatException noNumber) {
            // A text.
        }
        return Optional.empty();
    }

    private void requireTag(Node node, Tag tag) {
        if (!node.getTag().equals(tag)) {
            error(node, "the tag " + node.getTag() + " is not supported; only plain values are");
        }
    }

    private void error(Node node, String text) {
        Mark mark = node.getStartMark();
        problems.error(mark.getLine() + 1, mark.getColumn() + 1, text);
    }

    /** Stops the reading: going on would only find the same fault again. */
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge(String message) {
            super(message);
        }
    }
}
