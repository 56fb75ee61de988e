package dev.gatehouse.data.log;

import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.step.StepPaths;

/** Lines of a log: the query's offset is the first line's number, its limit how many lines. */
public final class LogchunkType {

    private LogchunkType() {}

    public static ResourceType<Logchunk> of(LogStore logs, StepPaths paths) {
        ResourceType<Logchunk> type =
                ResourceType.of("logchunk", "logchunks", Logchunk.class)
                        .scope(chunk -> logs.scopeOf(chunk.logid()))
                        .one(
                                "/logs/n:logid/contents",
                                (path, query) ->
                                        logs.contents(
                                                path.id("logid"), query.offset(), query.limit()));
        for (StepPaths.Way<Log> way : LogType.ways(logs, paths)) {
            if (!way.builderName() && !way.pattern().equals("/logs/n:logid")) {
                type =
                        type.one(
                                way.pattern() + "/contents",
                                (path, query) ->
                                        way.find()
                                                .apply(path)
                                                .flatMap(
                                                        log ->
                                                                logs.contents(
                                                                        log.logid(),
                                                                        query.offset(),
                                                                        query.limit())));
            }
        }
        return type;
    }
}
