package dev.gatehouse.www.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests over the query language and the paths, always the same for the same seed: mostly nearly right,
 * since what is plainly wrong is refused before anything interesting. What there is to ask for comes from
 * the server's own description, so that new types are asked for too.
 */
final class Generator {
    private static final List<String> OPERATORS =
            List.of(
                    "",
                    "__eq",
                    "__ne",
                    "__lt",
                    "__le",
                    "__gt",
                    "__ge",
                    "__contains",
                    "__in",
                    "__notin");

    private static final List<String> VALUES =
            List.of(
                    "1",
                    "2",
                    "3",
                    "0",
                    "-1",
                    "10",
                    "1_0",
                    "+1",
                    "01",
                    "%201",
                    "1.5",
                    "1e3",
                    "",
                    "true",
                    "off",
                    "null",
                    "None",
                    "runtests",
                    "a%2Fb",
                    "%25",
                    "%",
                    "%zz",
                    "%ff",
                    "%00",
                    "%C3%BC",
                    "%F0%9F%98%80",
                    "%ED%A0%80",
                    "*",
                    "_",
                    "'",
                    "%22",
                    "--",
                    "%5C",
                    "a%20b",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "999999999999999999999999",
                    "1;2",
                    "a=b",
                    "x".repeat(300));

    private static final List<String> SEGMENTS =
            List.of(
                    ".",
                    "..",
                    "%2e",
                    "%2E%2e",
                    "",
                    "%2F",
                    "%252F",
                    "%252e%252e",
                    ";x=1",
                    "a;b",
                    "%3B",
                    "%5c",
                    "%00",
                    "latest",
                    "v2",
                    "builds",
                    "raw",
                    "contents",
                    "WEB-INF",
                    "%2e.",
                    "a.",
                    "a%20",
                    "...",
                    "%c0%af",
                    "%e2%80%ae");

    private static final List<String> OTHERS =
            List.of(
                    "",
                    "/",
                    "/api",
                    "/api/",
                    "/api/v2",
                    "/api/v2/",
                    "/api/v3/builds",
                    "/api/latest",
                    "/config",
                    "/auth/login",
                    "/auth/logout",
                    "/WEB-INF/web.xml",
                    "/assets/",
                    "/api/v2;x");

    private static final String ODD = "%/;.?&=#+:@!$'()*,~-_";

    /** Containers may refuse these before we see them. */
    private static final String ILLEGAL = "\\\"<>[]{}|^`\u0080\u00ff";

    private final Random random;
    private final List<Place> places = new ArrayList<>();
    private final List<String> allFields = new ArrayList<>();

    /** A path of the description, and the fields of what is there. */
    private record Place(String path, List<String> fields) {}

    /**
     * @param description the OpenAPI document
     */
    Generator(long seed, JsonNode description) {
        random = new Random(seed);
        JsonNode schemas = description.at("/components/schemas");
        description
                .get("paths")
                .properties()
                .forEach(
                        path -> {
                            List<String> fields = new ArrayList<>();
                            JsonNode get = path.getValue().get("get");
                            String plural = get.at("/tags/0").asText();
                            String row =
                                    schemas.path(plural + ".answer")
                                            .path("properties")
                                            .path(plural)
                                            .at("/items/anyOf/0/$ref")
                                            .asText();
                            schemas.path(row.substring(row.lastIndexOf('/') + 1))
                                    .path("properties")
                                    .fieldNames()
                                    .forEachRemaining(fields::add);
                            places.add(new Place(path.getKey(), fields));
                            allFields.addAll(fields);
                        });
    }

    Request next() {
        Place place = one(places);
        List<String> fields = chance(10) || place.fields().isEmpty() ? allFields : place.fields();
        String target = path(place.path()) + query(fields);
        if (chance(15)) {
            target = mutated(target);
        }
        if (target.isEmpty() || target.charAt(0) != '/') {
            target = "/" + target;
        }
        int kind = random.nextInt(100);
        if (kind < 4) {
            return new Request("POST", target, call());
        }
        return new Request(
                kind < 90 ? "GET" : one(List.of("HEAD", "OPTIONS", "PUT", "DELETE")), target, "");
    }

    private String call() {
        return "{\"jsonrpc\":"
                + one(List.of("\"2.0\"", "2", "null"))
                + ",\"id\":1,\"method\":\""
                + one(List.of("stop", "force", "rebuild", "", "a b", "STOP"))
                + "\",\"params\":"
                + one(List.of("{}", "[]", "null", "{\"reason\":5}", "{\"owner\":{}}"))
                + (chance(5) ? "" : "}");
    }

    private String path(String template) {
        if (chance(5)) {
            return one(OTHERS);
        }
        StringBuilder path = new StringBuilder(chance(95) ? "/api/v2" : "/api/latest");
        for (String segment : template.substring(1).split("/", -1)) {
            path.append('/');
            if (chance(4)) {
                path.append(one(SEGMENTS));
            } else if (segment.startsWith("{")) {
                path.append(chance(70) ? 1 + random.nextInt(40) : one(VALUES));
            } else {
                path.append(segment);
            }
        }
        return path.append(chance(3) ? "/" : "").toString();
    }

    private String query(List<String> fields) {
        StringBuilder query = new StringBuilder();
        for (int count = Math.max(0, random.nextInt(6) - 2); count > 0; count--) {
            query.append(query.isEmpty() ? "?" : "&").append(parameter(fields));
        }
        return query.toString();
    }

    private String parameter(List<String> fields) {
        switch (random.nextInt(10)) {
            case 0 -> {
                return "field=" + field(fields);
            }
            case 1 -> {
                return "order=" + (chance(50) ? "-" : "") + field(fields);
            }
            case 2 -> {
                return "limit=" + one(VALUES);
            }
            case 3 -> {
                return "offset=" + one(VALUES);
            }
            case 4 -> {
                return "property=" + one(List.of("*", "owner", "a%20b", ""));
            }
            case 5 -> {
                return one(VALUES) + (chance(50) ? "=" + one(VALUES) : "");
            }
            default -> {
                return field(fields) + one(OPERATORS) + "=" + one(VALUES);
            }
        }
    }

    private String field(List<String> fields) {
        return chance(97) ? one(fields) : one(VALUES);
    }

    /** A character more, less, or another. */
    private String mutated(String target) {
        StringBuilder text = new StringBuilder(target);
        for (int count = 1 + random.nextInt(3); count > 0 && text.length() > 1; count--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, odd());
                default -> text.setCharAt(at, odd());
            }
        }
        return text.toString();
    }

    private char odd() {
        String from = chance(90) ? ODD : ILLEGAL;
        return from.charAt(random.nextInt(from.length()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
