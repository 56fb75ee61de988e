package dev.gatehouse.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.catalog.Action;
import dev.gatehouse.data.catalog.Arguments;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.catalog.WithLongText;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.event.EventListener;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Resumption;
import dev.gatehouse.data.event.Subscription;
import dev.gatehouse.data.query.BadQuery;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryParser;
import dev.gatehouse.data.turn.TurnSettings;
import dev.gatehouse.data.turn.Turns;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one door: every wire reads, steers and listens through these three verbs. Each resolves the path in
 * the catalogue, checks access, and only then calls the row's function. Safe for use by many threads.
 *
 * <p>Paths are lists of decoded elements below {@code /api/v2}: {@code ["builders", "a/b", "builds"]}.
 */
public final class DataApi {
    /** The id of no builder: theirs count from 1. */
    private static final Long NO_BUILDER = -1L;

    /** Of a log, which a page shows at once. */
    private static final long FEW_LINES = 1000;

    private final Catalog catalog;
    private final Access access;
    private final EventBus bus;
    private final Description description;
    private final Reading reading;
    private final Turns turns;

    /**
     * What the configuration says of reading.
     *
     * @param anonymousLimit rows of a collection that an anonymous caller gets at once; null: any number
     * @param exactTotals whether {@code meta.total} counts the whole of every collection, also of those
     *     whose page it counts otherwise
     */
    public record Reading(@Nullable Long anonymousLimit, boolean exactTotals) {
        /** As Buildbot reads. */
        public static final Reading DEFAULT = new Reading(null, false);
    }

    public DataApi(Catalog catalog, Access access, EventBus bus) {
        this(catalog, access, bus, Reading.DEFAULT, new Turns(TurnSettings.USUAL));
    }

    /**
     * @param turns of readings whose cost follows the table
     */
    public DataApi(Catalog catalog, Access access, EventBus bus, Reading reading, Turns turns) {
        this.reading = reading;
        this.turns = turns;
        this.catalog = catalog;
        this.access = access;
        this.bus = bus;
        this.description = new Description(catalog);
    }

    /**
     * Reads.
     *
     * @param query parameter names to their values, decoded, in the order given
     * @throws dev.gatehouse.data.access.Denied before anything is looked up
     * @throws NotFound for an unknown path or thing, and for what the caller may not see
     * @throws dev.gatehouse.data.query.BadQuery for parameters that are not legal here
     */
    public Answer get(Caller who, List<String> path, Map<String, List<String>> query) {
        return read(who, path, admit(who, "get", path), query);
    }

    /**
     * Steers.
     *
     * @param action the method as the client sent it
     * @param params the JSON object of parameters
     * @return what the action yields, to be written as JSON
     * @throws NotSupported when the resource knows no such action
     * @throws InvalidArguments when fields of the arguments are wrong
     */
    public @Nullable Object control(Caller who, List<String> path, String action, JsonNode params) {
        // Before any check: a rule for "stop" must also hold for "Stop".
        String name = action.toLowerCase(Locale.ROOT);
        return run(who, path, admit(who, name, path), name, params);
    }

    /** Listens, until the subscription is closed. Each event is held against what the caller may see then. */
    public Subscription subscribe(Caller who, EventPattern pattern, EventListener listener) {
        access.checkPath(who, "get", null);
        return bus.subscribe(pattern, view(who).of(listener));
    }

    /**
     * Listens again after an interruption.
     *
     * @param afterId the id of the last event seen
     * @param live gets what is told from now on, perhaps before this returns
     * @param missed gets what was told since, before this returns, on the calling thread; nothing when that
     *     is not known
     */
    public Resumption resume(
            Caller who,
            EventPattern pattern,
            String afterId,
            EventListener live,
            EventListener missed) {
        access.checkPath(who, "get", null);
        Resumption resumption = bus.resume(pattern, afterId, view(who).of(live));
        EventListener seen = view(who).of(missed);
        resumption.missed().forEach(event -> event.deliver(pattern, seen));
        return resumption;
    }

    /** The id of the latest event, told between two events to somebody who returns at once. */
    public void position(Caller who, Consumer<String> listener) {
        access.checkPath(who, "get", null);
        bus.position(listener);
    }

    private EventView view(Caller who) {
        return new EventView(who, access, catalog);
    }

    /** The whole API as an OpenAPI document. It tells nothing of any row. */
    public Map<String, Object> description(Caller who) {
        access.checkPath(who, "get", null);
        return description.get();
    }

    /** Refused before not found, so that a refusal tells nothing of what is there. */
    private Catalog.Match<?> admit(Caller who, String action, List<String> path) {
        Optional<Catalog.Match<?>> match = catalog.match(path);
        access.checkPath(who, action, match.map(found -> found.type().name()).orElse(null));
        return match.orElseThrow(() -> Catalog.invalid(path));
    }

    private <T> Answer read(
            Caller who,
            List<String> path,
            Catalog.Match<T> match,
            Map<String, List<String>> parameters) {
        ResourceType<T> type = match.type();
        Endpoint<T> endpoint = match.endpoint();
        boolean collection = endpoint instanceof Endpoint.Many;
        Narrowing narrowing = access.narrow(who, type.name());
        PathArgs args = seen(match.args(), narrowing);
        Query query =
                new QueryParser(type.record(), collection).parse(parameters).narrowedTo(narrowing);
        if (endpoint instanceof Endpoint.Many<T> many) {
            return new Answer.Items(
                    type,
                    new NarrowedPage<>(
                            new TurnedPage<>(
                                    many.list().list(args, bounded(query, who)), turns, who),
                            type,
                            narrowing,
                            reading.exactTotals()),
                    query.fields());
        }
        T row = find(endpoint, args, query, type, path);
        access.check(who, new Attempt("get", type.name(), type.scopeOf(row), Set.of()));
        if (endpoint instanceof Endpoint.Raw<T> raw) {
            Answer.Raw answer = raw.render().render(row);
            return new Answer.Raw(
                    answer.mediaType(),
                    answer.fileName(),
                    new TurnedContent(answer.content(), turns, who));
        }
        return new Answer.Item(
                type, turned(type.redacted(row, narrowing), query, who), query.fields());
    }

    /** A few lines are read at once; who wants a whole log takes turns with others. */
    private Object turned(Object record, Query query, Caller who) {
        Long limit = query.limit();
        return record instanceof WithLongText<?> chunk && (limit == null || limit > FEW_LINES)
                ? chunk.withText(text -> new TurnedText(text, turns, who))
                : record;
    }

    /** An answer without a limit is cut; a limit that is too high is refused, so that none is taken for it. */
    private Query bounded(Query query, Caller who) {
        Long anonymousLimit = reading.anonymousLimit();
        if (anonymousLimit == null || !who.anonymous()) {
            return query;
        }
        Long limit = query.limit();
        if (limit != null && limit > anonymousLimit) {
            throw new BadQuery(
                    "invalid limit: at most "
                            + anonymousLimit
                            + " for callers who are not logged in, not "
                            + limit);
        }
        return limit == null ? query.limit(anonymousLimit) : query;
    }

    private <T> @Nullable Object run(
            Caller who, List<String> path, Catalog.Match<T> match, String name, JsonNode params) {
        ResourceType<T> type = match.type();
        if (!(match.endpoint() instanceof Endpoint.One<T> one)) {
            throw notSupported(name);
        }
        Action<T, ?> action =
                type.actions().stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> notSupported(name));
        Query query = Query.all().narrowedTo(access.narrow(who, type.name()));
        T target = find(one, seen(match.args(), query.narrowing()), query, type, path);
        return run(who, type, action, target, params);
    }

    private <T, A> @Nullable Object run(
            Caller who, ResourceType<T> type, Action<T, A> action, T target, JsonNode params) {
        A arguments = Arguments.read(action.arguments(), params);
        Action.Reached reached = action.reach().of(target, arguments);
        access.check(
                who, new Attempt(action.name(), type.name(), reached.scope(), reached.owners()));
        return action.body().run(target, arguments, who);
    }

    /**
     * A builder that may not be seen is one that is not there, on every path below it: its workers, its
     * masters, its count of anything look like those of no builder.
     */
    private static PathArgs seen(PathArgs args, Narrowing narrowing) {
        if (!(args.values().get("builderid") instanceof Long builderid)
                || narrowing.sees(builderid)) {
            return args;
        }
        Map<String, Object> values = new HashMap<>(args.values());
        values.put("builderid", NO_BUILDER);
        return new PathArgs(values);
    }

    private static NotSupported notSupported(String action) {
        return new NotSupported("action: " + action + " is not supported");
    }

    /** The row, when it is there and may be seen. */
    private static <T> T find(
            Endpoint<T> endpoint,
            PathArgs args,
            Query query,
            ResourceType<T> type,
            List<String> path) {
        Optional<T> row =
                endpoint instanceof Endpoint.One<T> one
                        ? one.find().find(args, query)
                        : endpoint instanceof Endpoint.Raw<T> raw
                                ? raw.find().find(args, query)
                                : Optional.empty();
        return row.filter(found -> query.narrowing().sees(type.scopeOf(found)))
                .orElseThrow(() -> new NotFound("not found: " + String.join("/", path)));
    }
}
