package dev.gatehouse.data.build;

import static dev.gatehouse.data.query.Operator.EQ;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.builder.BuilderStore;
import dev.gatehouse.data.catalog.Action.Reached;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.property.PropertyStore;
import dev.gatehouse.data.query.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds: what ran, what runs, and how it ended. */
public final class BuildType {

    private BuildType() {}

    public static ResourceType<Build> of(
            BuildStore builds,
            BuilderStore builders,
            PropertyStore properties,
            BuildControl control) {
        return ResourceType.of("build", "builds", Build.class)
                .rootlink()
                .event("/builders/:builderid/builds/:number")
                .event("/builds/:buildid")
                .event("/workers/:workerid/builds/:buildid")
                .scope(build -> Scope.builder(build.builderid()))
                .one(
                        "/builds/n:buildid",
                        (path, query) -> builds.find(path.id("buildid"), query.properties()))
                .one(
                        "/builders/n:builderid/builds/n:build_number",
                        (path, query) ->
                                builds.find(
                                        path.id("builderid"),
                                        path.id("build_number"),
                                        query.properties()))
                .one(
                        "/builders/s:buildername/builds/n:build_number",
                        (path, query) ->
                                builders.idOf(path.text("buildername"))
                                        .flatMap(
                                                builderid ->
                                                        builds.find(
                                                                builderid,
                                                                path.id("build_number"),
                                                                query.properties())))
                .many("/builds", (path, query) -> builds.list(query))
                .many(
                        "/builders/n:builderid/builds",
                        (path, query) ->
                                builds.list(query.where("builderid", EQ, path.id("builderid"))))
                .many(
                        "/builders/s:buildername/builds",
                        (path, query) ->
                                builders.idOf(path.text("buildername"))
                                        .map(
                                                builderid ->
                                                        builds.list(
                                                                query.where(
                                                                        "builderid",
                                                                        EQ,
                                                                        builderid)))
                                        .orElseGet(() -> Page.of(List.of())))
                .many(
                        "/buildrequests/n:buildrequestid/builds",
                        (path, query) ->
                                builds.list(
                                        query.where(
                                                "buildrequestid", EQ, path.id("buildrequestid"))))
                .many(
                        "/workers/n:workerid/builds",
                        (path, query) ->
                                builds.list(query.where("workerid", EQ, path.id("workerid"))))
                .many(
                        "/changes/n:changeid/builds",
                        (path, query) -> builds.ofChange(path.id("changeid"), query))
                .many(
                        "/builds/n:buildid/triggered_builds",
                        (path, query) -> builds.triggeredBy(path.id("buildid"), query))
                .action(
                        "stop",
                        StopArgs.class,
                        (build, args) -> reached(build, properties),
                        (build, args, by) -> {
                            control.stop(build.buildid(), args.why(), by);
                            return null;
                        })
                .action(
                        "rebuild",
                        RebuildArgs.class,
                        (build, args) -> reached(build, properties),
                        (build, args, by) -> control.rebuild(build, by));
    }

    private static Reached reached(Build build, PropertyStore properties) {
        return new Reached(
                Scope.builder(build.builderid()), properties.ownersOfBuild(build.buildid()));
    }

    /**
     * @param reason said to those who look at the build later
     */
    record StopArgs(@Nullable String reason) {
        String why() {
            return reason == null ? "no reason" : reason;
        }
    }

    record RebuildArgs() {}
}
