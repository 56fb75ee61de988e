package dev.gatehouse.www.rest;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.query.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * A collection, a batch of rows a piece. Keys are in alphabetical order, so where {@code meta} comes before
 * the plural key the total is taken first. Used by one thread, once.
 */
final class CollectionPieces implements Pieces {
    private enum Stage {
        HEAD,
        ROWS,
        DONE
    }

    private final Answer.Items items;
    private final Json json;
    private final boolean metaFirst;
    private Stage stage = Stage.HEAD;

    CollectionPieces(Answer.Items items, Json.Form form) {
        this.items = items;
        this.json = new Json(form, true);
        this.metaFirst = "meta".compareTo(items.type().plural()) < 0;
    }

    @Override
    public boolean hasNext() {
        return stage != Stage.DONE;
    }

    @Override
    public byte[] next() {
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
