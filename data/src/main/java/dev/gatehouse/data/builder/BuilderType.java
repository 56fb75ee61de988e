package dev.gatehouse.data.builder;

import static dev.gatehouse.data.query.Operator.CONTAINS;
import static dev.gatehouse.data.query.Operator.EQ;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;

/** Builders: the kinds of build there are. */
public final class BuilderType {

    private BuilderType() {}

    public static ResourceType<Builder> of(BuilderStore builders) {
        return ResourceType.of("builder", "builders", Builder.class)
                .rootlink()
                .event("/builders/:builderid")
                .scope(builder -> Scope.builder(builder.builderid()))
                .one("/builders/n:builderid", path -> builders.find(path.id("builderid")))
                .one(
                        "/builders/s:buildername",
                        path -> builders.idOf(path.text("buildername")).flatMap(builders::find))
                .one(
                        "/masters/n:masterid/builders/n:builderid",
                        path ->
                                builders.find(path.id("builderid"))
                                        .filter(
                                                builder ->
                                                        builder.masterids()
                                                                .contains(path.id("masterid"))))
                .many("/builders", (path, query) -> builders.list(query))
                .many(
                        "/masters/n:masterid/builders",
                        (path, query) ->
                                builders.list(
                                        query.where("masterids", CONTAINS, path.id("masterid"))))
                .many(
                        "/projects/n:projectid/builders",
                        (path, query) ->
                                builders.list(query.where("projectid", EQ, path.id("projectid"))))
                .many(
                        "/workers/n:workerid/builders",
                        (path, query) -> builders.ofWorker(path.id("workerid"), query));
    }
}
