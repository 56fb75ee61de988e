package dev.gatehouse.data.worker;

import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.ResourceType;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Workers: the machines that build. */
public final class WorkerType {

    private WorkerType() {}

    public static ResourceType<Worker> of(WorkerStore workers) {
        ResourceType<Worker> type =
                ResourceType.of("worker", "workers", Worker.class)
                        .rootlink()
                        .event("/workers/:workerid")
                        .scope(WorkerStore::scopeOf)
                        .redact(WorkerType::redacted)
                        .many("/workers", (path, query) -> workers.list(query))
                        .many(
                                "/masters/n:masterid/workers",
                                (path, query) -> workers.ofMaster(path.id("masterid"), query))
                        .many(
                                "/builders/n:builderid/workers",
                                (path, query) -> workers.ofBuilder(path.id("builderid"), query))
                        .many(
                                "/masters/n:masterid/builders/n:builderid/workers",
                                (path, query) ->
                                        workers.ofBuilderOnMaster(
                                                path.id("masterid"), path.id("builderid"), query));
        type = single(type, workers, "", (path, worker) -> Optional.of(worker));
        type =
                single(
                        type,
                        workers,
                        "/masters/n:masterid",
                        (path, worker) -> from(worker, path.id("masterid"), null));
        type =
                single(
                        type,
                        workers,
                        "/builders/n:builderid",
                        (path, worker) -> from(worker, null, path.id("builderid")));
        return single(
                type,
                workers,
                "/masters/n:masterid/builders/n:builderid",
                (path, worker) -> from(worker, path.id("masterid"), path.id("builderid")));
    }

    /** By id and by name, below a prefix that decides what of the worker is seen from there. */
    private static ResourceType<Worker> single(
            ResourceType<Worker> type,
            WorkerStore workers,
            String prefix,
            BiFunction<PathArgs, Worker, Optional<Worker>> seen) {
        return type.one(
                        prefix + "/workers/n:workerid",
                        path ->
                                workers.find(path.id("workerid"))
                                        .flatMap(worker -> seen.apply(path, worker)))
                .one(
                        prefix + "/workers/i:name",
                        path ->
                                workers.find(path.text("name"))
                                        .flatMap(worker -> seen.apply(path, worker)));
    }

    private static Optional<Worker> from(
            Worker worker, @Nullable Long masterid, @Nullable Long builderid) {
        return Optional.of(WorkerStore.reduced(worker, masterid, builderid))
                .filter(reduced -> !reduced.configured_on().isEmpty());
    }

    private static Worker redacted(Worker worker, Narrowing narrowing) {
        return new Worker(
                worker.workerid(),
                worker.name(),
                worker.connected_to(),
                worker.configured_on().stream()
                        .filter(on -> narrowing.sees(on.builderid()))
                        .toList(),
                worker.workerinfo(),
                worker.paused(),
                worker.pause_reason(),
                worker.graceful());
    }
}
