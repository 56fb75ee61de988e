package dev.gatehouse.data.builddata;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.build.BuildStore;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.step.StepPaths;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Build data: bytes that builds have kept, each of its build's builder. Nothing is announced of them. */
public final class BuildDataType {

    private BuildDataType() {}

    public static ResourceType<BuildData> of(
            BuildDataStore data, BuildStore builds, StepPaths paths) {
        ResourceType<BuildData> type =
                ResourceType.of("build_data", "build_data", BuildData.class)
                        .scope(found -> builds.scopeOf(found.buildid()));
        for (StepPaths.Way<Long> build : paths.builds()) {
            Function<PathArgs, Optional<BuildData>> find =
                    path ->
                            build.find()
                                    .apply(path)
                                    .flatMap(buildid -> data.find(buildid, path.text("name")));
            type =
                    type.one(build.pattern() + "/data/i:name", find)
                            .raw(
                                    build.pattern() + "/data/i:name/value",
                                    find,
                                    found -> bytes(data, found))
                            .many(
                                    build.pattern() + "/data",
                                    (path, query) ->
                                            build.find()
                                                    .apply(path)
                                                    .map(buildid -> data.ofBuild(buildid, query))
                                                    .orElseGet(() -> Page.of(List.of())));
        }
        return type;
    }

    private static Answer.Raw bytes(BuildDataStore data, BuildData found) {
        return new Answer.Raw(
                "application/octet-stream; charset=utf-8",
                found.name(),
                out -> data.writeTo(found, out));
    }
}
