package dev.gatehouse.data;

import dev.gatehouse.data.branch.BranchType;
import dev.gatehouse.data.build.BuildType;
import dev.gatehouse.data.builddata.BuildDataType;
import dev.gatehouse.data.builder.BuilderType;
import dev.gatehouse.data.buildrequest.BuildrequestType;
import dev.gatehouse.data.buildset.BuildsetType;
import dev.gatehouse.data.catalog.CatalogCheck;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.PathPattern;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.change.ChangeType;
import dev.gatehouse.data.changesource.ChangesourceType;
import dev.gatehouse.data.codebase.CodebaseType;
import dev.gatehouse.data.commit.CommitGraphType;
import dev.gatehouse.data.commit.CommitType;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.EventKeys;
import dev.gatehouse.data.forcescheduler.ForceschedulerType;
import dev.gatehouse.data.log.LogType;
import dev.gatehouse.data.log.LogchunkType;
import dev.gatehouse.data.master.MasterType;
import dev.gatehouse.data.project.ProjectType;
import dev.gatehouse.data.property.PropertiesType;
import dev.gatehouse.data.property.PropertyListType;
import dev.gatehouse.data.rootlink.RootlinkType;
import dev.gatehouse.data.scheduler.SchedulerType;
import dev.gatehouse.data.sourcestamp.SourcestampType;
import dev.gatehouse.data.spec.SpecType;
import dev.gatehouse.data.step.StepPaths;
import dev.gatehouse.data.step.StepType;
import dev.gatehouse.data.testresult.TestResultSetType;
import dev.gatehouse.data.testresult.TestResultType;
import dev.gatehouse.data.worker.WorkerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table: every resource type, one line each. Immutable. */
public final class Catalog implements EventKeys {
    private final List<ResourceType<?>> types;
    private final Map<String, ResourceType<?>> byName;
    private final Map<Integer, List<Route<?>>> routesByLength;

    /** A path that is there: whose it is, how it is answered, and what its variables are. */
    public record Match<T>(ResourceType<T> type, Endpoint<T> endpoint, PathArgs args) {}

    private record Route<T>(ResourceType<T> type, Endpoint<T> endpoint) {
        Optional<Match<?>> match(List<String> path) {
            return endpoint.pattern().match(path).map(args -> new Match<>(type, endpoint, args));
        }
    }

    public Catalog(List<ResourceType<?>> types) {
        this.types = List.copyOf(types);
        this.byName = new LinkedHashMap<>();
        this.routesByLength = new LinkedHashMap<>();
        for (ResourceType<?> type : types) {
            byName.put(type.name(), type);
            routes(type)
                    .forEach(
                            route ->
                                    routesByLength
                                            .computeIfAbsent(
                                                    route.endpoint().pattern().elements().size(),
                                                    length -> new ArrayList<>())
                                            .add(route));
        }
        // A stable sort: among equally particular patterns the first declared stays first.
        routesByLength
                .values()
                .forEach(
                        routes ->
                                routes.sort(
                                        (left, right) ->
                                                PathPattern.MOST_PARTICULAR_FIRST.compare(
                                                        left.endpoint().pattern(),
                                                        right.endpoint().pattern())));
    }

    /**
     * Every resource type of this server.
     *
     * @throws IllegalArgumentException naming every fault of the declarations, when there is one
     */
    public static Catalog of(Stores stores, Controls controls) {
        List<ResourceType<?>> types = new ArrayList<>();
        types.addAll(work(stores, controls));
        types.addAll(sources(stores));
        types.add(RootlinkType.of(() -> types));
        types.add(SpecType.of(() -> types));
        CatalogCheck.require(types);
        return new Catalog(types);
    }

    /** What is built, where and why. */
    private static List<ResourceType<?>> work(Stores stores, Controls controls) {
        StepPaths paths = new StepPaths(stores.steps(), stores.builds(), stores.builders());
        return List.of(
                BuilderType.of(stores.builders()),
                BuildType.of(
                        stores.builds(), stores.builders(), stores.properties(), controls.builds()),
                BuildrequestType.of(
                        stores.buildrequests(), stores.properties(), controls.buildrequests()),
                BuildsetType.of(stores.buildsets()),
                StepType.of(stores.steps(), paths),
                LogType.of(stores.logs(), paths),
                LogchunkType.of(stores.logs(), paths),
                BuildDataType.of(stores.buildData(), stores.builds(), paths),
                TestResultSetType.of(stores.testResultSets(), stores.builders(), stores.commits()),
                TestResultType.of(stores.testResults()),
                PropertiesType.of(stores.properties()),
                PropertyListType.of(stores.properties()),
                WorkerType.of(stores.workers()),
                MasterType.of(stores.masters()),
                SchedulerType.of(stores.schedulers()),
                ForceschedulerType.of(controls.forceschedulers(), stores.builders()));
    }

    /** What it is built from. */
    private static List<ResourceType<?>> sources(Stores stores) {
        return List.of(
                ProjectType.of(stores.projects()),
                CodebaseType.of(stores.codebases()),
                BranchType.of(stores.branches()),
                CommitType.of(stores.commits()),
                CommitGraphType.of(stores.commits()),
                ChangeType.of(stores.changes(), stores.sourcestamps()),
                SourcestampType.of(stores.sourcestamps()),
                ChangesourceType.of(stores.changesources()));
    }

    private static <T> List<Route<T>> routes(ResourceType<T> type) {
        return type.endpoints().stream().map(endpoint -> new Route<>(type, endpoint)).toList();
    }

    public List<ResourceType<?>> types() {
        return types;
    }

    /** The type of that singular name. */
    public Optional<ResourceType<?>> type(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Whose path it is. A number wins over a text ({@code /builders/12} is always an id), and among equals
     * the pattern declared first.
     *
     * @param path decoded elements below {@code /api/v2}
     */
    public Optional<Match<?>> match(List<String> path) {
        for (Route<?> route : routesByLength.getOrDefault(path.size(), List.of())) {
            Optional<Match<?>> match = route.match(path);
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /**
     * As {@link #match}.
     *
     * @throws NotFound with the text that the wire has for it
     */
    public Match<?> resolve(List<String> path) {
        return match(path).orElseThrow(() -> invalid(path));
    }

    static NotFound invalid(List<String> path) {
        return new NotFound("Invalid path: " + String.join("/", path));
    }

    /**
     * The type's event paths, filled from the announced record, each ended by the kind. A path that needs
     * what the record does not have, or has as null, is left out.
     */
    @Override
    public List<List<String>> keysOf(Announcement news) {
        ResourceType<?> type = byName.get(news.type());
        if (type == null) {
            throw new IllegalArgumentException("no resource type '" + news.type() + "'");
        }
        List<List<String>> keys = new ArrayList<>();
        for (PathPattern path : type.events()) {
            path.fill(news.record())
                    .ifPresent(
                            key -> {
                                key.add(news.kind());
                                keys.add(key);
                            });
        }
        return keys;
    }
}
