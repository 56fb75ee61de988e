package dev.gatehouse.master.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.InvalidArguments;
import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.forcescheduler.Forcescheduler;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.NewSourcestamp;
import dev.gatehouse.master.config.ForceField;
import dev.gatehouse.master.config.SchedulerConfig;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form that starts builds: how it is shown, and what is made of a filled-in one. All faults are found
 * before any is told. Immutable, so safe for use by many threads.
 */
public final class ForceScheduler {

    private static final Pattern EMAIL = Pattern.compile("\\S+@\\S+\\.?\\S*");
    private static final Pattern PROPERTY = Pattern.compile("[\\w.\\-/~:]*$");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(_\\d+)*");
    private static final int REASON_LENGTH = 256;
    private static final String SOURCE = "Force Build Form";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * What a filled-in form asks for.
     *
     * @param sources one for each codebase
     */
    record Filled(
            String reason,
            int priority,
            Map<String, SourcedValue> properties,
            List<NewSourcestamp> sources) {
        Filled {
            properties = new LinkedHashMap<>(properties);
            sources = List.copyOf(sources);
        }
    }

    private final SchedulerConfig.Force config;

    public ForceScheduler(SchedulerConfig.Force config) {
        this.config = config;
    }

    String name() {
        return config.name();
    }

    /** As programs get it. */
    public Forcescheduler shown(boolean enabled) {
        List<JsonNode> fields = new ArrayList<>();
        fields.add(config.head().wire());
        config.codebases().forEach(field -> fields.add(field.wire()));
        config.fields().forEach(field -> fields.add(field.wire()));
        return new Forcescheduler(
                config.name(),
                config.buttonName(),
                config.label(),
                config.builderNames(),
                enabled,
                fields);
    }

    /**
     * The builders that are asked for.
     *
     * @param idOf the id of a builder's name, null when there is none
     * @param isKnown whether there is a builder of that id
     */
    List<Long> builders(
            JsonNode params,
            Function<String, @Nullable Long> idOf,
            Function<Long, Boolean> isKnown) {
        JsonNode id = params.path("builderid");
        if (!id.isMissingNode() && !id.isNull()) {
            Long number = wholeNumber(id);
            if (number == null) {
                throw new InvalidArguments(Map.of("builderid", "must be a builder's id, a number"));
            }
            if (!isKnown.apply(number)) {
                throw new NotFound("there is no builder " + number);
            }
            return List.of(number);
        }
        JsonNode names = params.path("builderNames");
        List<String> wanted = new ArrayList<>(config.builderNames());
        if (names.isTextual()) {
            wanted.retainAll(List.of(names.asText()));
        } else if (names.isArray()) {
            List<String> given = new ArrayList<>();
            names.forEach(name -> given.add(name.asText()));
            wanted.retainAll(given);
        } else if (!names.isMissingNode() && !names.isNull()) {
            throw new InvalidArguments(Map.of("builderNames", "must be a list of builders' names"));
        }
        List<Long> ids = new ArrayList<>();
        for (String name : new TreeSet<>(wanted)) {
            Long known = idOf.apply(name);
            if (known != null) {
                ids.add(known);
            }
        }
        if (ids.isEmpty()) {
            throw new InvalidArguments(
                    Map.of("builderNames", "builderNames not specified or not supported"));
        }
        return ids;
    }

    private static @Nullable Long wholeNumber(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.asLong();
        }
        if (value.isTextual() && value.asText().matches("\\d{1,18}")) {
            return Long.valueOf(value.asText());
        }
        return null;
    }

    /**
     * Reads a filled-in form.
     *
     * @throws InvalidArguments with a text for each field that is wrong, in the order of the form
     */
    Filled fill(JsonNode params, Caller by) {
        Map<String, String> faults = new LinkedHashMap<>();
        Form form = new Form(params, faults);
        JsonNode reason = form.value(config.reason());
        JsonNode owner = JSON.textNode(by.owner());
        if (by.anonymous()) {
            owner = form.value(config.username());
        }
        JsonNode priority = form.value(config.priority());
        ObjectNode properties = JSON.objectNode();
        Map<String, ObjectNode> sources = new LinkedHashMap<>();
        for (ForceField field : config.codebases()) {
            ObjectNode source = JSON.objectNode();
            field.fields().forEach(child -> form.into(child, source));
            sources.put(field.codebase() == null ? "" : field.codebase(), source);
            if (source.path("patch").path("body").asText("").isEmpty()) {
                continue;
            }
            faults.put(
                    String.valueOf(field.fullName()),
                    "patches cannot be built by this version; leave the patch empty");
        }
        config.fields().forEach(field -> form.into(field, properties));
        if (!faults.isEmpty()) {
            throw new InvalidArguments(faults);
        }
        Map<String, SourcedValue> sourced = new LinkedHashMap<>();
        properties
                .properties()
                .forEach(p -> sourced.put(p.getKey(), new SourcedValue(p.getValue(), SOURCE)));
        sourced.put("reason", new SourcedValue(value(reason), SOURCE));
        sourced.put("owner", new SourcedValue(value(owner), SOURCE));
        sourced.put("scheduler", SourcedValue.of(config.name(), "Scheduler"));
        String text =
                config.reasonString()
                        .replace("%(owner)s", value(owner).asText())
                        .replace("%(reason)s", value(reason).asText());
        return new Filled(
                text.length() > REASON_LENGTH ? text.substring(0, REASON_LENGTH) : text,
                priority == null ? 0 : priority.asInt(),
                sourced,
                sources.entrySet().stream()
                        .map(
                                source ->
                                        new NewSourcestamp(
                                                source.getValue().path("branch").asText(""),
                                                source.getValue().path("revision").asText(""),
                                                source.getValue().path("repository").asText(""),
                                                source.getValue().path("project").asText(""),
                                                source.getKey()))
                        .toList());
    }

    private static JsonNode value(@Nullable JsonNode value) {
        return value == null ? JSON.textNode("") : value;
    }

    /** A fault of one field. */
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        Fault(String text) {
            super(text);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /** What was filled in, and what was wrong with it so far. */
    private record Form(JsonNode params, Map<String, String> faults) {

        /** The field's value; null, with a fault noted, when it is wrong. */
        @Nullable JsonNode value(ForceField field) {
            try {
                return read(field);
            } catch (Fault fault) {
                faults.put(String.valueOf(field.fullName()), fault.text());
                return null;
            }
        }

        /** Puts the field's value, or those of the fields in it, where they belong. */
        void into(ForceField field, ObjectNode target) {
            switch (field.kind()) {
                case NESTED, CODEBASE, PATCH -> {
                    ObjectNode inner = JSON.objectNode();
                    field.fields().forEach(child -> into(child, inner));
                    if (field.name().isEmpty()) {
                        target.setAll(inner);
                    } else if (target.get(field.name()) instanceof ObjectNode known) {
                        known.setAll(inner);
                    } else {
                        target.set(field.name(), inner);
                    }
                }
                case ANY_PROPERTY -> any(field, target);
                case WORKER_CHOICE -> {
                    JsonNode value = value(field);
                    if (value != null && !value.asText().equals("-any-")) {
                        target.set(field.name(), value);
                    }
                }
                default -> {
                    JsonNode value = value(field);
                    if (value != null) {
                        target.set(field.name(), value);
                    }
                }
            }
        }

        private void any(ForceField field, ObjectNode target) {
            ObjectNode pair = JSON.objectNode();
            field.fields().forEach(child -> into(child, pair));
            String name = pair.path("name").asText("");
            String value = pair.path("value").asText("");
            if (name.isEmpty()) {
                return;
            }
            if (!PROPERTY.matcher(name).lookingAt() || !PROPERTY.matcher(value).lookingAt()) {
                faults.put(
                        String.valueOf(field.fullName()),
                        "bad property name='" + name + "', value='" + value + "'");
                return;
            }
            target.put(name, value);
        }

        private JsonNode read(ForceField field) throws Fault {
            ForceField.Rules rules = field.rules();
            JsonNode sent = params.path(String.valueOf(field.fullName()));
            if (field.kind() == ForceField.Kind.BOOLEAN) {
                return BooleanNode.valueOf(
                        sent.isMissingNode() ? isTrue(rules.otherwise()) : isTrue(sent));
            }
            List<JsonNode> values = new ArrayList<>();
            if (sent.isArray()) {
                sent.forEach(values::add);
            } else if (!sent.isMissingNode()) {
                values.add(sent);
            }
            values.removeIf(value -> value.isTextual() && value.asText().isBlank());
            if (values.isEmpty()) {
                if (rules.required()) {
                    throw new Fault("'" + rules.label() + "' needs to be specified");
                }
                if (rules.multiple() && rules.otherwise().isArray()) {
                    rules.otherwise().forEach(values::add);
                } else if (!rules.multiple() || !rules.otherwise().asText("").isEmpty()) {
                    values.add(rules.otherwise());
                }
            }
            for (JsonNode value : values) {
                check(rules, value);
            }
            if (field.kind() == ForceField.Kind.FIXED) {
                return rules.otherwise();
            }
            if (rules.multiple()) {
                ArrayNode all = JSON.arrayNode();
                for (JsonNode value : values) {
                    all.add(convert(field, value));
                }
                return all;
            }
            return convert(field, values.get(0));
        }

        private static boolean isTrue(JsonNode value) {
            JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
            return one.isBoolean() ? one.asBoolean() : one.isNumber() && one.asDouble() == 1;
        }

        private static void check(ForceField.Rules rules, JsonNode value) throws Fault {
            Pattern regex = rules.regex();
            Integer most = rules.maxsize();
            if ((regex != null || most != null) && !value.isTextual()) {
                throw new Fault(rules.label() + ": must be a text");
            }
            String text = value.asText();
            if (regex != null && !regex.matcher(text).lookingAt()) {
                throw new Fault(
                        rules.label()
                                + ":'"
                                + text
                                + "' does not match pattern '"
                                + regex.pattern()
                                + "'");
            }
            int size = text.codePointCount(0, text.length());
            if (most != null && size > most) {
                throw new Fault(rules.label() + ": is too large " + size + " > " + most);
            }
        }

        private static JsonNode convert(ForceField field, JsonNode value) throws Fault {
            ForceField.Rules rules = field.rules();
            if (value.isNull()) {
                throw new Fault("need " + field.fullName() + ": no default provided by config");
            }
            switch (field.kind()) {
                case INT -> {
                    return integer(field, value);
                }
                case USERNAME -> {
                    if (!value.isTextual()) {
                        throw new Fault(rules.label() + ": must be a text");
                    }
                    String text = value.asText();
                    boolean left = text.isEmpty() && !rules.required();
                    if (rules.needEmail() && !left && !EMAIL.matcher(text).find()) {
                        throw new Fault(
                                field.name()
                                        + ": please fill in email address in the form 'User"
                                        + " <email@email.com>'");
                    }
                    return value;
                }
                case CHOICE -> {
                    if (rules.strict()
                            && !(value.isValueNode() && rules.choices().contains(value.asText()))) {
                        throw new Fault(
                                "'"
                                        + value.asText()
                                        + "' does not belong to list of available choices '"
                                        + python(rules.choices())
                                        + "'");
                    }
                    return value;
                }
                default -> {
                    if (value.isContainerNode()) {
                        throw new Fault(rules.label() + ": must be a text");
                    }
                    return value;
                }
            }
        }

        private static JsonNode integer(ForceField field, JsonNode value) throws Fault {
            if (value.isIntegralNumber()) {
                return value;
            }
            if (value.isNumber()) {
                return JSON.numberNode(new BigDecimal(value.asText()).toBigInteger());
            }
            if (value.isBoolean()) {
                return JSON.numberNode(value.asBoolean() ? 1 : 0);
            }
            if (!value.isTextual()) {
                throw new Fault(field.rules().label() + ": must be a number");
            }
            String text = value.asText();
            if (!WHOLE.matcher(text.strip()).matches() || text.length() > 100) {
                throw new Fault("invalid literal for int() with base 10: " + python(text));
            }
            BigInteger number = new BigInteger(text.strip().replace("_", "").replace("+", ""));
            return number.bitLength() < 64
                    ? JSON.numberNode(number.longValue())
                    : JSON.numberNode(number);
        }
    }

    /** A list of texts as Python writes it. */
    static String python(List<String> texts) {
        return "[" + String.join(", ", texts.stream().map(ForceScheduler::python).toList()) + "]";
    }

    /** A text as Python writes it. */
    static String python(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder written = new StringBuilder().append(quote);
        text.chars()
                .forEach(
                        c -> {
                            if (c == quote || c == '\\') {
                                written.append('\\').append((char) c);
                            } else if (c == '\n') {
                                written.append("\\n");
                            } else if (c == '\t') {
                                written.append("\\t");
                            } else if (c == '\r') {
                                written.append("\\r");
                            } else if (c < 32 || c == 127) {
                                written.append(String.format("\\x%02x", c));
                            } else {
                                written.append((char) c);
                            }
                        });
        return written.append(quote).toString();
    }
}
