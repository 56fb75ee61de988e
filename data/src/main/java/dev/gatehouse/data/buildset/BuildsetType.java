package dev.gatehouse.data.buildset;

import dev.gatehouse.data.catalog.ResourceType;

/** Buildsets: requests that were made together. */
public final class BuildsetType {

    private BuildsetType() {}

    public static ResourceType<Buildset> of(BuildsetStore buildsets) {
        return ResourceType.of("buildset", "buildsets", Buildset.class)
                .rootlink()
                .event("/buildsets/:bsid")
                .scope(buildset -> buildsets.scopeOf(buildset.bsid()))
                .one("/buildsets/n:bsid", path -> buildsets.find(path.id("bsid")))
                .many("/buildsets", (path, query) -> buildsets.list(query));
    }
}
