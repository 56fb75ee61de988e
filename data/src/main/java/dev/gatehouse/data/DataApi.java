package dev.gatehouse.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.event.EventListener;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Subscription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one door: every wire reads, steers and listens through these three verbs. Each resolves the path in
 * the catalogue, checks access, and only then calls the row's function. Safe for use by many threads.
 *
 * <p>Paths are lists of decoded elements below {@code /api/v2}: {@code ["builders", "a/b", "builds"]}.
 */
public final class DataApi {
    private final Catalog catalog;
    private final Access access;
    private final EventBus bus;

    public DataApi(Catalog catalog, Access access, EventBus bus) {
        this.catalog = catalog;
        this.access = access;
        this.bus = bus;
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
        throw new Unavailable("the door is not built yet");
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
        throw new Unavailable("the door is not built yet");
    }

    /** Listens, until the subscription is closed. Each event is held against what the caller may see then. */
    public Subscription subscribe(Caller who, EventPattern pattern, EventListener listener) {
        throw new Unavailable("the door is not built yet");
    }
}
