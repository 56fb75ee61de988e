package dev.gatehouse.data.step;

import static dev.gatehouse.data.query.Operator.EQ;

import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.catalog.ResourceType;

/** Steps: what a build does, one after the other. */
public final class StepType {

    private StepType() {}

    public static ResourceType<Step> of(StepStore steps, StepPaths paths) {
        ResourceType<Step> type =
                ResourceType.of("step", "steps", Step.class)
                        .event("/builds/:buildid/steps/:stepid")
                        .event("/steps/:stepid")
                        .scope(step -> steps.scopeOf(step.stepid()));
        for (StepPaths.Way<Step> way : paths.steps()) {
            type = type.one(way.pattern(), way.find());
        }
        for (StepPaths.Way<Long> way : paths.builds()) {
            type =
                    type.many(
                            way.pattern() + "/steps",
                            (path, query) ->
                                    way.find()
                                            .apply(path)
                                            // By builder, an unknown build is not found: so is a
                                            // hidden one.
                                            .filter(
                                                    buildid ->
                                                            !way.byBuilder()
                                                                    || query.narrowing()
                                                                            .sees(
                                                                                    paths.scopeOf(
                                                                                            buildid)))
                                            .map(
                                                    buildid ->
                                                            steps.list(
                                                                    query.where(
                                                                            "buildid", EQ,
                                                                            buildid)))
                                            .orElseThrow(
                                                    () -> new NotFound("not found: the build")));
        }
        return type;
    }
}
