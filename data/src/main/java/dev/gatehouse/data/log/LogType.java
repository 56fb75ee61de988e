package dev.gatehouse.data.log;

import static dev.gatehouse.data.query.Operator.EQ;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.step.Step;
import dev.gatehouse.data.step.StepPaths;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Logs: what a step has written, each a thing of its own; their lines are logchunks. */
public final class LogType {

    private LogType() {}

    public static ResourceType<Log> of(LogStore logs, StepPaths paths) {
        ResourceType<Log> type =
                ResourceType.of("log", "logs", Log.class)
                        .event("/logs/:logid")
                        .event("/steps/:stepid/logs/:slug")
                        .scope(log -> logs.scopeOf(log.logid()));
        for (StepPaths.Way<Log> way : ways(logs, paths)) {
            type = type.one(way.pattern(), way.find());
        }
        type =
                type.many(
                        "/steps/n:stepid/logs",
                        (path, query) -> logs.list(query.where("stepid", EQ, path.id("stepid"))));
        for (StepPaths.Way<Step> way : paths.steps()) {
            if (!way.pattern().equals("/steps/n:stepid")) {
                type =
                        type.many(
                                way.pattern() + "/logs",
                                (path, query) ->
                                        way.find()
                                                .apply(path)
                                                .map(
                                                        step ->
                                                                logs.list(
                                                                        query.where(
                                                                                "stepid",
                                                                                EQ,
                                                                                step.stepid())))
                                                .orElseGet(() -> Page.of(List.of())));
            }
        }
        return type;
    }

    /** Every way to a log: by id, or through its step by slug. */
    static List<StepPaths.Way<Log>> ways(LogStore logs, StepPaths paths) {
        StepPaths.Way<Log> byId =
                new StepPaths.Way<>("/logs/n:logid", false, path -> logs.find(path.id("logid")));
        return Stream.concat(
                        Stream.of(byId),
                        paths.steps().stream()
                                .map(
                                        way ->
                                                new StepPaths.Way<>(
                                                        way.pattern() + "/logs/i:log_slug",
                                                        way.builderName(),
                                                        inStep(logs, way.find()))))
                .toList();
    }

    private static Function<PathArgs, Optional<Log>> inStep(
            LogStore logs, Function<PathArgs, Optional<Step>> find) {
        return path ->
                find.apply(path).flatMap(step -> logs.find(step.stepid(), path.text("log_slug")));
    }

    static Answer.Raw text(LogStore logs, Log log, boolean download) {
        Optional<LogOrigin> origin = logs.originOf(log.logid());
        String head = log.type().equals("s") ? origin.map(LogOrigin::head).orElse("") : "";
        return new Answer.Raw(
                log.type().equals("h") ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
                download ? origin.map(from -> from.fileName(log.slug())).orElse(log.slug()) : null,
                logs.raw(log, head));
    }
}
