package dev.gatehouse.www;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Answer;
import dev.gatehouse.data.Catalog;
import dev.gatehouse.data.Conflict;
import dev.gatehouse.data.InvalidArguments;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.Action.Reached;
import dev.gatehouse.data.catalog.LongText;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small catalogue in memory, with something of every kind that a wire has to carry. */
public final class Things {
    public record Build(
            long buildid,
            long builderid,
            String name,
            boolean complete,
            Instant started_at,
            Instant complete_at,
            List<String> tags,
            Map<String, Object> properties) {}

    public record Alpha(long alphaid) {}

    public record Text(long textid, LongText content, String zeta) {}

    public record Force(String name) {}

    public record Reason(String reason) {}

    public record NoArguments() {}

    public final List<Build> builds = new CopyOnWriteArrayList<>();
    public final List<String> done = new CopyOnWriteArrayList<>();
    public volatile int alphas = 3;
    public volatile int alphasUntilFault = Integer.MAX_VALUE;

    /** Whether to read alphas is a long reading. */
    public volatile boolean alphasAreDear;

    public Things() {
        builds.add(build(1, 11, "grün \"x\""));
        builds.add(build(2, 12, "secret"));
    }

    public static Build build(long id, long builderid, String name) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("z", List.of(1.5, "Src"));
        properties.put("a", null);
        return new Build(
                id,
                builderid,
                name,
                false,
                Instant.ofEpochSecond(1000 + id),
                null,
                List.of(),
                properties);
    }

    public Catalog catalog() {
        return new Catalog(List.of(buildType(), alphaType(), forceType(), textType()));
    }

    private ResourceType<Build> buildType() {
        return ResourceType.of("build", "builds", Build.class)
                .scope(build -> Scope.builder(build.builderid()))
                .event("/builds/:buildid")
                .event("/builders/:builderid/builds/:buildid")
                .one("/builds/n:buildid", path -> find(path.id("buildid")))
                .one(
                        "/builders/s:name/builds/n:buildid",
                        path ->
                                find(path.id("buildid"))
                                        .filter(b -> b.name().equals(path.text("name"))))
                .many("/builds", (path, query) -> page(query))
                .raw(
                        "/builds/n:buildid/raw",
                        path -> find(path.id("buildid")),
                        build ->
                                new Answer.Raw(
                                        "text/plain; charset=utf-8",
                                        build.name() + ".txt",
                                        out -> out.write("häl\n".getBytes(StandardCharsets.UTF_8))))
                .action(
                        "stop",
                        Reason.class,
                        (build, reason) -> reached(build),
                        (build, reason, by) -> {
                            done.add("stop " + build.buildid() + " by " + by.owner());
                            return null;
                        })
                .action("echo", JsonNode.class, (build, params, by) -> params)
                .action(
                        "conflict",
                        NoArguments.class,
                        (build, params, by) -> {
                            throw new Conflict("it is over");
                        })
                .action(
                        "away",
                        NoArguments.class,
                        (build, params, by) -> {
                            throw new Unavailable("there is no master");
                        })
                .action(
                        "fail",
                        NoArguments.class,
                        (build, params, by) -> {
                            throw new IllegalStateException("/secret/path select * from users");
                        })
                .action(
                        "wrong",
                        NoArguments.class,
                        (build, params, by) -> {
                            Map<String, String> faults = new LinkedHashMap<>();
                            faults.put("reason", "'reason' needs to be specified");
                            faults.put("age", "too old");
                            throw new InvalidArguments(faults);
                        });
    }

    /** A text of as many letters as a test wants, and a raw form with parts. */
    private ResourceType<Text> textType() {
        return ResourceType.of("text", "texts", Text.class)
                .scope(text -> Scope.ofEverybody())
                .one("/texts/n:textid", path -> Optional.of(text(path.id("textid"))))
                .raw(
                        "/texts/n:textid/raw",
                        path -> Optional.of(text(path.id("textid"))),
                        text ->
                                new Answer.Raw(
                                        "text/plain; charset=utf-8",
                                        "t",
                                        new Parts(text.content().whole())));
    }

    private static Text text(long size) {
        return new Text(
                size, LongText.of("\"é☃\n" + "abcdefghij".repeat((int) size / 10)), "after");
    }

    private record Parts(String text) implements Answer.Content {
        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String version() {
            return text;
        }

        @Override
        public OptionalLong knownLength() {
            return OptionalLong.of(length());
        }

        @Override
        public long length() {
            return bytes().length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes());
        }

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            out.write(bytes(), (int) from, (int) count);
        }
    }

    private static Reached reached(Build build) {
        return new Reached(
                Scope.builder(build.builderid()), Set.of("owner" + build.buildid() + "@x.org"));
    }

    private Optional<Build> find(long id) {
        if (id == 666) {
            throw new IllegalStateException("/secret/path select * from users");
        }
        if (id == 503) {
            throw new Unavailable("the database is away");
        }
        return builds.stream().filter(build -> build.buildid() == id).findFirst();
    }

    private Page<Build> page(Query query) {
        return Page.of(
                builds.stream()
                        .filter(b -> query.narrowing().sees(Scope.builder(b.builderid())))
                        .toList());
    }

    /** Its plural sorts before meta; as many rows as a test wants, one batch at a time. */
    private ResourceType<Alpha> alphaType() {
        return ResourceType.of("alpha", "alphas", Alpha.class)
                .scope(alpha -> Scope.ofEverybody())
                .many("/alphas", (path, query) -> new Alphas());
    }

    private ResourceType<Force> forceType() {
        return ResourceType.of("forcescheduler", "zforceschedulers", Force.class)
                .scope(force -> Scope.ofEverybody())
                .one("/forceschedulers/i:name", path -> Optional.of(new Force(path.text("name"))))
                .many("/forceschedulers", (path, query) -> Page.of(List.of(new Force("f"))))
                .action(
                        "force",
                        JsonNode.class,
                        (force, params) ->
                                new Reached(
                                        Scope.builders(
                                                params.path("builderids").isArray()
                                                        ? ids(params.path("builderids"))
                                                        : List.of(11L)),
                                        Set.of()),
                        (force, params, by) -> {
                            done.add("force by " + by.owner());
                            Map<String, Object> requests = Map.of("11", 5);
                            return List.of(4, requests);
                        });
    }

    private static List<Long> ids(JsonNode nodes) {
        List<Long> ids = new ArrayList<>();
        nodes.forEach(node -> ids.add(node.longValue()));
        return ids;
    }

    private final class Alphas implements Page<Alpha> {
        private int next;

        @Override
        public boolean cheap() {
            return !alphasAreDear;
        }

        @Override
        public long total() {
            return alphas;
        }

        @Override
        public long whole() {
            return alphas;
        }

        @Override
        public OptionalLong knownWhole() {
            return OptionalLong.of(alphas);
        }

        @Override
        public List<Alpha> next() {
            List<Alpha> batch = new ArrayList<>();
            while (batch.size() < BATCH && next < alphas) {
                if (next >= alphasUntilFault) {
                    throw new IllegalStateException("the database went away: /secret/path");
                }
                batch.add(new Alpha(next++));
            }
            return batch;
        }
    }
}
