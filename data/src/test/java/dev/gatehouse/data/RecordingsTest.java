package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.build.BuildControl;
import dev.gatehouse.data.buildrequest.BuildrequestControl;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.forcescheduler.ForceControl;
import dev.gatehouse.data.forcescheduler.Forcescheduler;
import dev.gatehouse.data.query.BadQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a real Buildbot answered over a database is what we answer over a copy of it. The comparison drops
 * what depends on the moment, and takes a collection that was asked for without an order as a bag.
 */
class RecordingsTest {
    private static final Path VECTORS = Path.of("..", "src-it", "vectors");
    private static final String PREFIX = "/api/v2";
    private static final Set<String> OF_THE_MOMENT = Set.of("last_active", "connected_to");
    private static final Set<String> BAGS =
            Set.of("configured_on", "masterids", "tags", "builder_names");

    /** Where we answer otherwise on purpose: the recording's id and why. */
    private static final Map<String, String> DIFFERENCES =
            Map.of(
                    "get-113", "an unknown builder is 404, there a fault of the server",
                    "get-204", "two values for lt are refused, there the filter vanishes",
                    "get-226", "an empty order is refused, there a fault of the server",
                    "get-232", "a negative offset is refused, there SQLite takes it for 0",
                    "get-244", "an unknown field is refused, there it is ignored",
                    "get-274", "contains minds null, there a fault of the server");

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(
                                            Instant.class,
                                            new JsonSerializer<>() {
                                                @Override
                                                public void serialize(
                                                        Instant time,
                                                        JsonGenerator out,
                                                        SerializerProvider provider)
                                                        throws IOException {
                                                    out.writeNumber(time.getEpochSecond());
                                                }
                                            }))
                    .build();

    private record Outcome(int status, JsonNode body, String text, String mediaType) {}

    @ParameterizedTest
    @EnumSource
    void get_everyRecordedRequestOfOurTypes_isAnsweredAsRecorded(Dialect dialect)
            throws IOException {
        List<String> lines = Files.readAllLines(VECTORS.resolve("get.jsonl"));
        try (World world = World.copyOf(VECTORS.resolve("state.sqlite"), dialect)) {
            DataApi api = world.api(controls(lines), new World.Open());
            OpenApiCheck described = new OpenApiCheck(world.catalog(controls(lines)));
            Map<String, String> different = new TreeMap<>();
            int equal = 0;
            int others = 0;
            for (String line : lines) {
                JsonNode recording = JSON.readTree(line);
                String request = recording.at("/request/path").asText();
                int split = request.indexOf('?');
                String path = split < 0 ? request : request.substring(0, split);
                if (!ours(path)) {
                    others++;
                    continue;
                }
                Map<String, List<String>> query =
                        query(split < 0 ? "" : request.substring(split + 1));
                Outcome outcome = answer(api, elements(path), query);
                if (outcome.status() == 200 && !outcome.body().isNull()) {
                    assertThat(
                                    described.faults(
                                            elements(path),
                                            !query.containsKey("field"),
                                            JSON.readTree(outcome.body().toString())))
                            .as("what the OpenAPI document says of " + request)
                            .isEmpty();
                }
                String why = difference(recording.get("response"), outcome, query);
                if (why.isEmpty()) {
                    equal++;
                } else {
                    different.put(recording.get("id").asText(), request + ": " + why);
                }
            }
            System.out.println(
                    equal
                            + " of "
                            + (equal + different.size())
                            + " recordings are answered as recorded, "
                            + others
                            + " are the web server's");
            assertThat(equal).isGreaterThan(200);
            assertThat(different.entrySet())
                    .as("recordings that are answered otherwise than recorded or listed")
                    .allSatisfy(
                            entry ->
                                    assertThat(DIFFERENCES)
                                            .as(entry.toString())
                                            .containsKey(entry.getKey()));
            assertThat(different.keySet())
                    .as("listed differences that are none")
                    .containsAll(DIFFERENCES.keySet());
        }
    }

    /** The recordings of the root page and of other versions are the web server's. */
    private static boolean ours(String path) {
        return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
    }

    private static List<String> elements(String path) {
        if (path.equals(PREFIX)) {
            return List.of();
        }
        return Stream.of(path.substring(PREFIX.length() + 1).split("/", -1))
                .map(element -> decode(element.replace("+", "%2B")))
                .toList();
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
            int split = pair.indexOf('=');
            if (split >= 0) {
                query.computeIfAbsent(decode(pair.substring(0, split)), name -> new ArrayList<>())
                        .add(decode(pair.substring(split + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Outcome answer(DataApi api, List<String> path, Map<String, List<String>> query)
            throws IOException {
        try {
            return rendered(api.get(Caller.nobody(), path, query));
        } catch (NotFound e) {
            return new Outcome(404, JSON.nullNode(), e.getMessage(), "");
        } catch (BadQuery e) {
            return new Outcome(400, JSON.nullNode(), e.getMessage(), "");
        } catch (Unavailable e) {
            return new Outcome(503, JSON.nullNode(), e.getMessage(), "");
        }
    }

    private static Outcome rendered(Answer answer) throws IOException {
        if (answer instanceof Answer.Raw raw) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            raw.content().writeTo(out);
            return new Outcome(
                    200,
                    JSON.nullNode(),
                    out.toString(StandardCharsets.ISO_8859_1),
                    raw.mediaType());
        }
        ObjectNode body = JSON.createObjectNode();
        ObjectNode meta = body.putObject("meta");
        if (answer instanceof Answer.Item item) {
            body.putArray(item.type().plural()).add(chosen(item.record(), item.fields()));
        } else if (answer instanceof Answer.Items items) {
            ArrayNode rows = body.putArray(items.type().plural());
            for (Object row : items.page().all()) {
                rows.add(chosen(row, items.fields()));
            }
            meta.put("total", items.page().total());
        }
        return new Outcome(200, body, "", "application/json; charset=utf-8");
    }

    private static JsonNode chosen(Object row, List<String> fields) {
        JsonNode node = JSON.valueToTree(row);
        return fields.isEmpty() || !node.isObject() ? node : ((ObjectNode) node).retain(fields);
    }

    private static String difference(
            JsonNode recorded, Outcome outcome, Map<String, List<String>> query)
            throws IOException {
        int status = recorded.get("status").asInt();
        if (outcome.status() != status) {
            return "status " + outcome.status() + " " + outcome.text() + ", not " + status;
        }
        if (status != 200) {
            return "";
        }
        String expected = recorded.path("body").asText();
        if (outcome.body().isNull()) {
            String type = recorded.at("/headers/content-type").asText();
            if (!type.equals(outcome.mediaType())) {
                return "type " + outcome.mediaType() + ", not " + type;
            }
            String bytes = bytes(recorded);
            return bytes.equals(outcome.text())
                    ? ""
                    : "text " + shortened(outcome.text()) + ", not " + shortened(bytes);
        }
        JsonNode wanted = cleaned(JSON.readTree(expected), query);
        // Numbers of the same value have one class only after a round trip.
        JsonNode got = cleaned(JSON.readTree(outcome.body().toString()), query);
        return wanted.equals(got)
                ? ""
                : shortened(got.toString()) + " NOT " + shortened(wanted.toString());
    }

    /** The recorded body, each byte as the character of its number. */
    private static String bytes(JsonNode recorded) throws IOException {
        byte[] body =
                recorded.has("body_base64")
                        ? recorded.get("body_base64").binaryValue()
                        : recorded.get("body").asText().getBytes(StandardCharsets.UTF_8);
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private static String shortened(String text) {
        return text.length() <= 3000 ? text : text.substring(0, 3000) + "…";
    }

    private static JsonNode cleaned(JsonNode body, Map<String, List<String>> query) {
        JsonNode clean = withoutTheMoment(body);
        for (Map.Entry<String, JsonNode> entry : clean.properties()) {
            if (entry.getValue() instanceof ArrayNode rows && !query.containsKey("order")) {
                boolean window = query.containsKey("limit") || query.containsKey("offset");
                if (window && !entry.getKey().equals("logchunks")) {
                    int size = rows.size();
                    rows.removeAll().add(size);
                } else {
                    sort(rows);
                }
            }
        }
        return clean;
    }

    private static JsonNode withoutTheMoment(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(OF_THE_MOMENT);
            object.properties()
                    .forEach(
                            entry -> {
                                withoutTheMoment(entry.getValue());
                                if (BAGS.contains(entry.getKey())
                                        && entry.getValue() instanceof ArrayNode bag) {
                                    sort(bag);
                                }
                            });
        } else {
            node.forEach(RecordingsTest::withoutTheMoment);
        }
        return node;
    }

    private static void sort(ArrayNode rows) {
        List<JsonNode> sorted = new ArrayList<>();
        rows.forEach(sorted::add);
        sorted.sort((left, right) -> key(left).compareTo(key(right)));
        rows.removeAll().addAll(sorted);
    }

    private static String key(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, String> keys = new TreeMap<>();
            object.properties().forEach(entry -> keys.put(entry.getKey(), key(entry.getValue())));
            return keys.toString();
        }
        return node.toString();
    }

    /** Force schedulers are not in the database: the recorded ones. */
    private static Controls controls(List<String> lines) throws IOException {
        List<Forcescheduler> schedulers = new ArrayList<>();
        for (String line : lines) {
            JsonNode recording = JSON.readTree(line);
            if (recording.at("/request/path").asText().equals("/api/v2/forceschedulers")) {
                JsonNode body = JSON.readTree(recording.at("/response/body").asText());
                for (JsonNode each : body.get("forceschedulers")) {
                    schedulers.add(JSON.treeToValue(each, Forcescheduler.class));
                }
            }
        }
        return new Controls(
                BuildControl.none("not recorded"),
                BuildrequestControl.none("not recorded"),
                ForceControl.none("not recorded", schedulers));
    }
}
