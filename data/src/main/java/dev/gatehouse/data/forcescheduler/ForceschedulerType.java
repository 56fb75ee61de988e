package dev.gatehouse.data.forcescheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.builder.BuilderStore;
import dev.gatehouse.data.catalog.Action.Reached;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.catalog.WholeNumber;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryInMemory;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Force schedulers: what people may start by hand. */
public final class ForceschedulerType {
    private final ForceControl control;
    private final BuilderStore builders;

    private ForceschedulerType(ForceControl control, BuilderStore builders) {
        this.control = control;
        this.builders = builders;
    }

    public static ResourceType<Forcescheduler> of(ForceControl control, BuilderStore builders) {
        ForceschedulerType row = new ForceschedulerType(control, builders);
        return ResourceType.of("forcescheduler", "forceschedulers", Forcescheduler.class)
                .rootlink()
                .scope(row::scopeOf)
                .redact(row::redacted)
                .one(
                        "/forceschedulers/i:schedulername",
                        path ->
                                control.list().stream()
                                        .filter(
                                                scheduler ->
                                                        scheduler
                                                                .name()
                                                                .equals(path.text("schedulername")))
                                        .findFirst())
                .many("/forceschedulers", (path, query) -> row.page(control.list(), query))
                .many(
                        "/builders/:builderid/forceschedulers",
                        (path, query) -> row.ofBuilder(path.text("builderid"), query))
                .action(
                        "force",
                        JsonNode.class,
                        (scheduler, params) ->
                                new Reached(
                                        Scope.builders(control.buildersOf(scheduler, params)),
                                        Set.of()),
                        (scheduler, params, by) -> control.force(scheduler, params, by));
    }

    private Page<Forcescheduler> page(List<Forcescheduler> schedulers, Query query) {
        return QueryInMemory.page(Forcescheduler.class, schedulers, query, this::scopeOf);
    }

    /** Those that can start a builder, given by id; by name too, which Buildbot does not know. */
    private Page<Forcescheduler> ofBuilder(String builder, Query query) {
        String name =
                WholeNumber.parse(builder).stream()
                        .boxed()
                        .findFirst()
                        .flatMap(builders::nameOf)
                        .or(() -> Optional.of(builder))
                        .filter(
                                found ->
                                        builders.idOf(found)
                                                .filter(query.narrowing()::sees)
                                                .isPresent())
                        .orElseThrow(() -> new NotFound("not found: builder " + builder));
        return page(
                control.list().stream()
                        .filter(scheduler -> scheduler.builder_names().contains(name))
                        .toList(),
                query);
    }

    private Scope scopeOf(Forcescheduler scheduler) {
        return Scope.builders(
                scheduler.builder_names().stream()
                        .flatMap(name -> builders.idOf(name).stream())
                        .toList());
    }

    private Forcescheduler redacted(Forcescheduler scheduler, Narrowing narrowing) {
        return new Forcescheduler(
                scheduler.name(),
                scheduler.button_name(),
                scheduler.label(),
                scheduler.builder_names().stream()
                        .filter(name -> builders.idOf(name).filter(narrowing::sees).isPresent())
                        .toList(),
                scheduler.enabled(),
                scheduler.all_fields());
    }
}
