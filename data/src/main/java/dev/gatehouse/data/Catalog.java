package dev.gatehouse.data;

import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.EventKeys;
import java.util.List;

/** The table: every resource type, one line each. Immutable. */
public final class Catalog implements EventKeys {
    private final List<ResourceType<?>> types;

    public Catalog(List<ResourceType<?>> types) {
        this.types = List.copyOf(types);
    }

    public List<ResourceType<?>> types() {
        return types;
    }

    @Override
    public List<List<String>> keysOf(Announcement news) {
        throw new Unavailable("the catalogue is not built yet");
    }
}
