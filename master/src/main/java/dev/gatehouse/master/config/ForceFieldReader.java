package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.master.config.ForceField.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the fields of force schedulers, under the names of Buildbot's parameter classes. */
final class ForceFieldReader {

    private static final Map<String, Kind> CLASSES = new LinkedHashMap<>();

    static {
        CLASSES.put("FixedParameter", Kind.FIXED);
        CLASSES.put("StringParameter", Kind.STRING);
        CLASSES.put("TextParameter", Kind.TEXT);
        CLASSES.put("IntParameter", Kind.INT);
        CLASSES.put("BooleanParameter", Kind.BOOLEAN);
        CLASSES.put("UserNameParameter", Kind.USERNAME);
        CLASSES.put("ChoiceStringParameter", Kind.CHOICE);
        CLASSES.put("InheritBuildParameter", Kind.CHOICE);
        CLASSES.put("WorkerChoiceParameter", Kind.WORKER_CHOICE);
        CLASSES.put("FileParameter", Kind.FILE);
        CLASSES.put("NestedParameter", Kind.NESTED);
        CLASSES.put("ParameterGroup", Kind.NESTED);
        CLASSES.put("AnyPropertyParameter", Kind.ANY_PROPERTY);
        CLASSES.put("CodebaseParameter", Kind.CODEBASE);
        CLASSES.put("PatchParameter", Kind.PATCH);
    }

    private static final Set<String> RESERVED = Set.of("owner", "builderNames", "builderid");
    private static final Set<String> COMMON =
            new LinkedHashSet<>(
                    List.of(
                            "name",
                            "label",
                            "tablabel",
                            "default",
                            "required",
                            "multiple",
                            "regex",
                            "hide",
                            "maxsize",
                            "autopopulate",
                            "tooltip"));
    private static final ObjectMapper MAPPER = JsonMappers.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What a field has when the configuration does not say otherwise. */
    private record Defaults(String name, @Nullable String label, JsonNode value, boolean hide) {}

    private ForceFieldReader() {}

    /** The anonymous group that begins every form. */
    static ForceField head(ForceField username, ForceField reason, ForceField priority) {
        return group(
                Kind.NESTED,
                "",
                null,
                "",
                1,
                "vertical",
                null,
                List.of(username, reason, priority));
    }

    static ForceField username(Optional<Setting> setting) {
        return setting.map(s -> read(s, "", Kind.USERNAME, "username"))
                .orElseGet(
                        () ->
                                build(
                                        Kind.USERNAME,
                                        "",
                                        new Defaults(
                                                "username",
                                                "Your name:",
                                                TextNode.valueOf(""),
                                                false),
                                        none()));
    }

    static ForceField reason(Optional<Setting> setting) {
        return setting.map(s -> read(s, "", Kind.STRING, "reason"))
                .orElseGet(
                        () ->
                                simple(
                                        Kind.STRING,
                                        "",
                                        "reason",
                                        null,
                                        TextNode.valueOf("force build"),
                                        20));
    }

    static ForceField priority(Optional<Setting> setting) {
        return setting.map(s -> read(s, "", Kind.INT, "priority"))
                .orElseGet(() -> simple(Kind.INT, "", "priority", null, JSON.numberNode(0), 10));
    }

    /** A codebase: its name alone, or a CodebaseParameter. */
    static Optional<ForceField> codebase(Setting setting) {
        if (!setting.isMap()) {
            return Optional.of(codebase(setting.text(), null, "", new LinkedHashMap<>()));
        }
        return setting.named()
                .map(
                        entry -> {
                            if (!entry.getKey().equals("CodebaseParameter")) {
                                entry.getValue()
                                        .error("must be a codebase's name or a CodebaseParameter");
                            }
                            return codebase(entry.getValue(), "");
                        });
    }

    static ForceField codebase(String name) {
        return codebase(name, null, "", new LinkedHashMap<>());
    }

    /** One of the parameter classes with its parameters. */
    static Optional<ForceField> read(Setting setting, String parent) {
        return setting.named()
                .flatMap(
                        entry -> {
                            Kind kind = CLASSES.get(entry.getKey());
                            if (kind == null) {
                                entry.getValue()
                                        .error(
                                                "unknown field class '"
                                                        + entry.getKey()
                                                        + "'; "
                                                        + Setting.meant(
                                                                entry.getKey(),
                                                                CLASSES.keySet(),
                                                                "legal here: "));
                                return Optional.empty();
                            }
                            return Optional.of(
                                    read(entry.getValue(), parent, kind, nameOf(entry.getKey())));
                        });
    }

    private static String nameOf(String className) {
        return switch (className) {
            case "InheritBuildParameter" -> "inherit";
            case "WorkerChoiceParameter" -> "workername";
            case "UserNameParameter" -> "username";
            case "PatchParameter" -> "patch";
            default -> "";
        };
    }

    /** A field that may be written with its class or, where the class is plain, with parameters alone. */
    private static ForceField read(Setting given, String parent, Kind usual, String usualName) {
        Setting setting = given;
        Kind kind = usual;
        if (given.isMap() && given.entries().size() == 1) {
            Map.Entry<String, Setting> only = given.entries().entrySet().iterator().next();
            Kind named = CLASSES.get(only.getKey());
            if (named != null) {
                kind = named;
                setting = given.named().map(Map.Entry::getValue).orElse(given);
            }
        }
        String name = setting.text("name", usualName);
        if (kind == Kind.CODEBASE) {
            return codebase(setting, parent);
        }
        if (kind == Kind.NESTED || kind == Kind.ANY_PROPERTY || kind == Kind.PATCH) {
            return nested(setting, parent, kind, name);
        }
        if (name.isEmpty()) {
            setting.need("name");
        }
        if (parent.isEmpty() && RESERVED.contains(name)) {
            setting.error("the name '" + name + "' is reserved");
        }
        Defaults defaults =
                switch (kind) {
                    case USERNAME -> new Defaults(name, "Your name:", TextNode.valueOf(""), false);
                    case INT -> new Defaults(name, null, JSON.numberNode(0), false);
                    case BOOLEAN, STRING, TEXT, CHOICE, WORKER_CHOICE, FILE ->
                            new Defaults(name, null, TextNode.valueOf(""), false);
                    case FIXED -> new Defaults(name, null, TextNode.valueOf(""), true);
                    case NESTED, ANY_PROPERTY, CODEBASE, PATCH ->
                            throw new IllegalStateException("groups are read elsewhere");
                };
        return build(kind, parent, defaults, setting);
    }

    private static Setting none() {
        return Setting.map(new dev.gatehouse.data.setting.Problems(), "", 0, 0, Map.of());
    }

    private static ForceField simple(
            Kind kind,
            String parent,
            String name,
            @Nullable String label,
            JsonNode value,
            int size) {
        ForceField field = build(kind, parent, new Defaults(name, label, value, false), none());
        if (field.shown().has("size")) {
            field.shown().put("size", size);
        }
        return field;
    }

    private static ForceField build(Kind kind, String parent, Defaults defaults, Setting setting) {
        Set<String> legal = new LinkedHashSet<>(COMMON);
        ObjectNode shown = common(setting, parent, defaults, kind == Kind.FILE ? 10485760 : null);
        List<String> choices = List.of();
        boolean strict = false;
        boolean needEmail = false;
        switch (kind) {
            case FIXED -> shown.put("type", "fixed");
            case STRING -> {
                shown.put("type", "text");
                number(setting, legal, shown, "size", 10);
            }
            case TEXT -> {
                shown.put("type", "textarea");
                number(setting, legal, shown, "size", 10);
                number(setting, legal, shown, "cols", 80);
                number(setting, legal, shown, "rows", 20);
            }
            case INT -> {
                shown.put("type", "int");
                number(setting, legal, shown, "size", 10);
            }
            case BOOLEAN -> shown.put("type", "bool");
            case USERNAME -> {
                shown.put("type", "username");
                number(setting, legal, shown, "size", 30);
                legal.add("need_email");
                needEmail = setting.flag("need_email", true);
                shown.put("need_email", needEmail);
            }
            case CHOICE, WORKER_CHOICE -> {
                shown.put("type", "list");
                legal.add("choices");
                legal.add("strict");
                strict = setting.flag("strict", kind == Kind.CHOICE);
                if (kind == Kind.CHOICE) {
                    choices = setting.get("choices").map(Setting::texts).orElse(List.of());
                }
                shown.put("strict", strict);
                var list = shown.putArray("choices");
                choices.forEach(list::add);
            }
            case FILE -> shown.put("type", "file");
            case NESTED, ANY_PROPERTY, CODEBASE, PATCH ->
                    throw new IllegalStateException("groups are read elsewhere");
        }
        setting.allowOnly(legal);
        return new ForceField(
                kind,
                defaults.name(),
                shown.get("fullName").asText(),
                shown,
                rules(setting, shown, choices, strict, needEmail),
                null,
                List.of());
    }

    private static void number(
            Setting setting, Set<String> legal, ObjectNode shown, String key, int otherwise) {
        legal.add(key);
        shown.put(key, (int) setting.number(key, otherwise));
    }

    private static ObjectNode common(
            Setting setting, String parent, Defaults defaults, @Nullable Integer maxsize) {
        ObjectNode shown = JSON.objectNode();
        String label =
                setting.text(
                        "label", defaults.label() == null ? defaults.name() : defaults.label());
        shown.put("name", defaults.name());
        shown.put("fullName", join(parent, defaults.name()));
        shown.put("label", label);
        shown.put("tablabel", setting.text("tablabel", label));
        shown.set(
                "default",
                setting.get("default").map(ForceFieldReader::json).orElse(defaults.value()));
        shown.put("required", setting.flag("required", false));
        shown.put("multiple", setting.flag("multiple", false));
        shown.putNull("regex");
        shown.put("hide", setting.flag("hide", defaults.hide()));
        Optional<Setting> limit = setting.get("maxsize");
        if (limit.isPresent()) {
            shown.put("maxsize", (int) limit.get().number());
        } else if (maxsize != null) {
            shown.put("maxsize", maxsize);
        } else {
            shown.putNull("maxsize");
        }
        shown.set(
                "autopopulate",
                setting.get("autopopulate").map(ForceFieldReader::json).orElse(NullNode.instance));
        shown.put("tooltip", setting.text("tooltip", ""));
        return shown;
    }

    private static ForceField.Rules rules(
            Setting setting,
            ObjectNode shown,
            List<String> choices,
            boolean strict,
            boolean needEmail) {
        Pattern regex = null;
        Optional<Setting> written = setting.get("regex");
        if (written.isPresent()) {
            try {
                regex = Pattern.compile(written.get().text());
            } catch (PatternSyntaxException e) {
                written.get().error("is no regular expression: " + e.getDescription());
            }
        }
        return new ForceField.Rules(
                shown.get("label").asText(),
                shown.get("default"),
                shown.get("required").asBoolean(),
                shown.get("multiple").asBoolean(),
                regex,
                shown.get("maxsize").isNull() ? null : shown.get("maxsize").asInt(),
                choices,
                strict,
                needEmail);
    }

    private static JsonNode json(Setting setting) {
        return MAPPER.valueToTree(setting.plain());
    }

    private static String join(String parent, String name) {
        if (parent.isEmpty()) {
            return name;
        }
        return name.isEmpty() ? parent : parent + "_" + name;
    }

    private static ForceField nested(Setting setting, String parent, Kind kind, String name) {
        Set<String> legal = new LinkedHashSet<>(COMMON);
        legal.addAll(List.of("layout", "columns"));
        String full = join(parent, name);
        List<ForceField> fields = new ArrayList<>();
        switch (kind) {
            case ANY_PROPERTY -> {
                fields.add(simple(Kind.STRING, full, "name", "Name:", TextNode.valueOf(""), 10));
                fields.add(simple(Kind.STRING, full, "value", "Value:", TextNode.valueOf(""), 10));
            }
            case PATCH -> fields.addAll(patch(full));
            default -> {
                legal.add("fields");
                for (Setting field : setting.need("fields").items()) {
                    read(field, full).ifPresent(fields::add);
                }
            }
        }
        setting.allowOnly(legal);
        String label = setting.text("label", kind == Kind.ANY_PROPERTY ? "" : name);
        long visible = fields.stream().filter(f -> !f.shown().get("hide").asBoolean()).count();
        int usual = kind != Kind.PATCH && visible >= 4 ? 2 : 1;
        long columns = setting.number("columns", usual);
        if (columns < 1 || columns > 4) {
            setting.error("columns must be 1 to 4, not " + columns);
        }
        String layout =
                setting.get("layout")
                        .map(s -> s.choice(Set.of("vertical", "simple", "tabs"), "vertical"))
                        .orElse("vertical");
        ForceField group =
                group(
                        kind,
                        name,
                        full.isEmpty() ? null : full,
                        label,
                        (int) columns,
                        layout,
                        null,
                        fields);
        group.shown().put("tablabel", setting.text("tablabel", label));
        group.shown().put("tooltip", setting.text("tooltip", ""));
        group.shown().put("hide", setting.flag("hide", false));
        return group;
    }

    private static ForceField group(
            Kind kind,
            String name,
            @Nullable String fullName,
            String label,
            int columns,
            String layout,
            @Nullable String codebase,
            List<ForceField> fields) {
        ObjectNode shown =
                common(none(), "", new Defaults(name, label, TextNode.valueOf(""), false), null);
        if (fullName == null) {
            shown.putNull("fullName");
        } else {
            shown.put("fullName", fullName);
        }
        shown.put("type", "nested");
        shown.put("columns", columns);
        shown.put("layout", layout);
        return new ForceField(
                kind,
                name,
                fullName,
                shown,
                rules(none(), shown, List.of(), false, false),
                codebase,
                fields);
    }

    private static ForceField codebase(Setting setting, String parent) {
        Map<String, Setting> parts = new LinkedHashMap<>();
        for (String part : List.of("branch", "revision", "repository", "project", "patch")) {
            Setting given = setting.entries().get(part);
            if (given != null) {
                parts.put(part, given);
            }
        }
        Set<String> legal =
                new LinkedHashSet<>(
                        List.of(
                                "codebase",
                                "name",
                                "label",
                                "layout",
                                "columns",
                                "branch",
                                "revision",
                                "repository",
                                "project",
                                "patch"));
        setting.allowOnly(legal);
        String codebase = setting.need("codebase").isNull() ? "" : setting.text("codebase", "");
        return codebase(codebase, setting, parent, parts);
    }

    private static ForceField codebase(
            String codebase, @Nullable Setting setting, String parent, Map<String, Setting> parts) {
        String name = setting == null ? codebase : setting.text("name", codebase);
        String usualLabel = codebase.isEmpty() ? "" : "Codebase: " + codebase;
        String label = setting == null ? usualLabel : setting.text("label", usualLabel);
        String full = join(parent, name);
        List<ForceField> fields = new ArrayList<>();
        for (String part : List.of("branch", "project", "repository", "revision")) {
            Setting given = parts.get(part);
            String shownAs =
                    part.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + part.substring(1)
                            + ":";
            if (given == null) {
                fields.add(simple(Kind.STRING, full, part, shownAs, TextNode.valueOf(""), 10));
            } else if (given.isMap()) {
                fields.add(read(given, full, Kind.STRING, part));
            } else if (!given.isNull()) {
                ForceField fixed =
                        build(
                                Kind.FIXED,
                                full,
                                new Defaults(part, part, TextNode.valueOf(given.text()), true),
                                none());
                fields.add(fixed);
            }
        }
        Setting patch = parts.get("patch");
        if (patch != null && !patch.isNull()) {
            fields.add(
                    group(
                            Kind.PATCH,
                            "patch",
                            join(full, "patch"),
                            "patch",
                            1,
                            "vertical",
                            null,
                            patch(join(full, "patch"))));
        }
        long visible = fields.stream().filter(f -> !f.shown().get("hide").asBoolean()).count();
        int usual = visible >= 4 && patch == null ? 2 : 1;
        return group(
                Kind.CODEBASE,
                name,
                full.isEmpty() ? null : full,
                label,
                setting == null ? usual : (int) setting.number("columns", usual),
                setting == null ? "vertical" : setting.text("layout", "vertical"),
                codebase,
                fields);
    }

    private static List<ForceField> patch(String full) {
        TextNode empty = TextNode.valueOf("");
        return List.of(
                build(Kind.FILE, full, new Defaults("body", null, empty, false), none()),
                simple(Kind.INT, full, "level", null, JSON.numberNode(1), 10),
                simple(Kind.STRING, full, "author", null, empty, 10),
                simple(Kind.STRING, full, "comment", null, empty, 10),
                simple(Kind.STRING, full, "subdir", null, TextNode.valueOf("."), 10));
    }
}
