package dev.gatehouse.data.step;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.build.BuildStore;
import dev.gatehouse.data.builder.BuilderStore;
import dev.gatehouse.data.catalog.PathArgs;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The ways to a step through its build, which the paths of steps and of their logs share: each build, and in
 * it the step by number or by name.
 */
public final class StepPaths {
    private final StepStore steps;
    private final BuildStore builds;
    private final BuilderStore builders;

    public StepPaths(StepStore steps, BuildStore builds, BuilderStore builders) {
        this.steps = steps;
        this.builds = builds;
        this.builders = builders;
    }

    /**
     * One way.
     *
     * @param builderName whether the way goes by a builder's name
     */
    public record Way<T>(
            String pattern, boolean builderName, Function<PathArgs, Optional<T>> find) {

        boolean byBuilder() {
            return pattern.startsWith("/builders/");
        }
    }

    Scope scopeOf(long buildid) {
        return builds.scopeOf(buildid);
    }

    /** To a build's id, by the build's id, or by builder and number. */
    public List<Way<Long>> builds() {
        return List.of(
                new Way<>("/builds/n:buildid", false, path -> Optional.of(path.id("buildid"))),
                new Way<>(
                        "/builders/n:builderid/builds/n:build_number",
                        false,
                        path -> numbered(path.id("builderid"), path)),
                new Way<>(
                        "/builders/s:buildername/builds/n:build_number",
                        true,
                        path ->
                                builders.idOf(path.text("buildername"))
                                        .flatMap(builderid -> numbered(builderid, path))));
    }

    private Optional<Long> numbered(long builderid, PathArgs path) {
        return builds.find(builderid, path.id("build_number")).map(Build::buildid);
    }

    /** To a step, by its id, or through its build by number or name. */
    public List<Way<Step>> steps() {
        Way<Step> byId = new Way<>("/steps/n:stepid", false, path -> steps.find(path.id("stepid")));
        return Stream.concat(
                        Stream.of(byId),
                        builds().stream().flatMap(way -> Stream.of(byNumber(way), byName(way))))
                .toList();
    }

    private Way<Step> byNumber(Way<Long> build) {
        return new Way<>(
                build.pattern() + "/steps/n:step_number",
                build.builderName(),
                path ->
                        build.find()
                                .apply(path)
                                .flatMap(buildid -> steps.find(buildid, path.id("step_number"))));
    }

    private Way<Step> byName(Way<Long> build) {
        return new Way<>(
                build.pattern() + "/steps/i:step_name",
                build.builderName(),
                path ->
                        build.find()
                                .apply(path)
                                .flatMap(buildid -> steps.find(buildid, path.text("step_name"))));
    }
}
