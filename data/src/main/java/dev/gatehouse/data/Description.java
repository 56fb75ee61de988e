package dev.gatehouse.data;

import dev.gatehouse.data.openapi.OpenApi;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document of a catalogue, made when first asked for. Any thread. */
final class Description {
    private final Catalog catalog;
    private @Nullable Map<String, Object> document;

    Description(Catalog catalog) {
        this.catalog = catalog;
    }

    synchronized Map<String, Object> get() {
        Map<String, Object> made = document;
        if (made == null) {
            made = OpenApi.of(catalog.types());
            document = made;
        }
        return made;
    }
}
