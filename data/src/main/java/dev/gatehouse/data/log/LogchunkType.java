package dev.gatehouse.data.log;

import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.step.StepPaths;
import java.util.Optional;

/** Lines of a log: the query's offset is the first line's number, its limit how many lines. */
public final class LogchunkType {

    private LogchunkType() {}

    public static ResourceType<Logchunk> of(LogStore logs, StepPaths paths) {
        ResourceType<Logchunk> type =
                ResourceType.of("logchunk", "logchunks", Logchunk.class)
                        .scope(chunk -> logs.scopeOf(chunk.logid()))
                        .one(
                                "/logs/n:logid/contents",
                                (path, query) -> contents(logs, path.id("logid"), query));
        for (StepPaths.Way<Log> way : LogType.ways(logs, paths)) {
            if (!way.builderName() && !way.pattern().equals("/logs/n:logid")) {
                type =
                        type.one(
                                way.pattern() + "/contents",
                                (path, query) ->
                                        way.find()
                                                .apply(path)
                                                .flatMap(
                                                        log -> contents(logs, log.logid(), query)));
            }
        }
        return type;
    }

    /** Of a log that may not be seen nothing is even read. */
    private static Optional<Logchunk> contents(LogStore logs, long logid, Query query) {
        if (!query.narrowing().everything() && !query.narrowing().sees(logs.scopeOf(logid))) {
            return Optional.empty();
        }
        return logs.contents(logid, query.offset(), query.limit());
    }
}
