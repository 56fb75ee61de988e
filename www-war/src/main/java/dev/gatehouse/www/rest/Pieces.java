package dev.gatehouse.www.rest;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.query.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer as a row of byte pieces, each made when it is asked for: between two of them nothing is held,
 * neither rows nor a connection. Keys are in alphabetical order, so where {@code meta} comes before the
 * plural key the total is taken first. Used by one thread, once.
 */
final class Pieces {
    private enum Stage {
        HEAD,
        ROWS,
        DONE
    }

    private final Answer.Items items;
    private final Json json;
    private final boolean metaFirst;
    private Stage stage = Stage.HEAD;

    private Pieces(Answer.Items items, Json.Form form) {
        this.items = items;
        this.json = new Json(form, true);
        this.metaFirst = "meta".compareTo(items.type().plural()) < 0;
    }

    static Pieces of(Answer.Items items, Json.Form form) {
        return new Pieces(items, form);
    }

    /** One resource: always a list of one, and an empty {@code meta}. */
    static byte[] of(Answer.Item item, Json.Form form) {
        Json json = new Json(form, true);
        boolean metaFirst = "meta".compareTo(item.type().plural()) < 0;
        json.open('{');
        if (metaFirst) {
            json.key("meta");
            json.value(Map.of());
        }
        json.key(item.type().plural());
        json.open('[');
        json.next();
        json.value(item.record(), item.fields());
        json.close(']');
        if (!metaFirst) {
            json.key("meta");
            json.value(Map.of());
        }
        json.close('}');
        return json.take();
    }

    /** Whether {@link #next} has more to give. */
    boolean hasNext() {
        return stage != Stage.DONE;
    }

    /** The next piece: about a batch of rows. */
    byte[] next() {
        if (stage == Stage.HEAD) {
            json.open('{');
            if (metaFirst) {
                meta();
            }
            json.key(items.type().plural());
            json.open('[');
            stage = Stage.ROWS;
        }
        List<Object> batch = batch(items.page());
        for (Object row : batch) {
            json.next();
            json.value(row, items.fields());
        }
        if (batch.isEmpty()) {
            json.close(']');
            if (!metaFirst) {
                meta();
            }
            json.close('}');
            stage = Stage.DONE;
        }
        return json.take();
    }

    private void meta() {
        json.key("meta");
        json.open('{');
        json.key("total");
        json.value(items.page().total());
        json.close('}');
    }

    private static <T> List<Object> batch(Page<T> page) {
        return new ArrayList<>(page.next());
    }
}
