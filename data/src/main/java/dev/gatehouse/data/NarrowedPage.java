package dev.gatehouse.data;

import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Page;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page less what its caller may not see of each row. Rows that may not be seen at all should not come
 * here: the query leaves them out. Should one come, it is a fault of its store, said in the log, and is
 * left out all the same. Used by one thread.
 */
final class NarrowedPage<T> extends PageOver<T> {
    private static final Logger log = LoggerFactory.getLogger(NarrowedPage.class);

    private final ResourceType<T> type;
    private final Narrowing narrowing;
    private final boolean exactTotal;

    /**
     * @param exactTotal whether {@link #total} counts the whole where the type would count the page
     */
    NarrowedPage(Page<T> page, ResourceType<T> type, Narrowing narrowing, boolean exactTotal) {
        super(page);
        this.type = type;
        this.narrowing = narrowing;
        this.exactTotal = exactTotal;
    }

    @Override
    public long total() {
        return exactTotal ? page.whole() : page.total();
    }

    @Override
    public boolean cheapTotal() {
        return exactTotal ? page.cheapWhole() : page.cheapTotal();
    }

    @Override
    public List<T> next() {
        if (narrowing.everything()) {
            return page.next();
        }
        List<T> shown = new ArrayList<>();
        while (shown.isEmpty()) {
            List<T> rows = page.next();
            if (rows.isEmpty()) {
                return List.of();
            }
            for (T row : rows) {
                if (narrowing.sees(type.scopeOf(row))) {
                    shown.add(type.redacted(row, narrowing));
                } else {
                    log.error("A list of {} is not narrowed: left out {}", type.plural(), row);
                }
            }
        }
        return shown;
    }
}
