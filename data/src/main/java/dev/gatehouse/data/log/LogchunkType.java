package dev.gatehouse.data.log;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.catalog.LongText;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.step.StepPaths;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lines of a log, and the whole of it as plain text. Of lines the query's offset is the first one's number, its
 * limit how many.
 */
public final class LogchunkType {

    private LogchunkType() {}

    public static ResourceType<Logchunk> of(LogStore logs, StepPaths paths) {
        ResourceType<Logchunk> type =
                ResourceType.of("logchunk", "logchunks", Logchunk.class)
                        .rootlink()
                        .scope(chunk -> logs.scopeOf(chunk.logid()))
                        // Named by the root, and never there.
                        .one("/logchunks", path -> Optional.empty())
                        .one(
                                "/logs/n:logid/contents",
                                (path, query) -> contents(logs, path.id("logid"), query));
        for (StepPaths.Way<Log> way : LogType.ways(logs, paths)) {
            if (!way.builderName()) {
                type =
                        type.raw(
                                        way.pattern() + "/raw",
                                        bare(way),
                                        chunk -> text(logs, chunk, true))
                                .raw(
                                        way.pattern() + "/raw_inline",
                                        bare(way),
                                        chunk -> text(logs, chunk, false));
            }
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

    /** For raw text, which needs no lines to be read beforehand. */
    private static Function<PathArgs, Optional<Logchunk>> bare(StepPaths.Way<Log> way) {
        return path ->
                way.find().apply(path).map(log -> new Logchunk(log.logid(), 0, LongText.of("")));
    }

    private static Answer.Raw text(LogStore logs, Logchunk chunk, boolean download) {
        return logs.find(chunk.logid())
                .map(log -> LogType.text(logs, log, download))
                .orElseThrow(() -> new NotFound("not found: the log " + chunk.logid()));
    }

    /** Of a log that may not be seen nothing is even read. */
    private static Optional<Logchunk> contents(LogStore logs, long logid, Query query) {
        if (!query.narrowing().everything() && !query.narrowing().sees(logs.scopeOf(logid))) {
            return Optional.empty();
        }
        return logs.contents(logid, query.offset(), query.limit());
    }
}
