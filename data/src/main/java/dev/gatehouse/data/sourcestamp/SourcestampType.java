package dev.gatehouse.data.sourcestamp;

import dev.gatehouse.data.catalog.ResourceType;

/** Sourcestamps: exactly which sources something was built from. */
public final class SourcestampType {

    private SourcestampType() {}

    public static ResourceType<Sourcestamp> of(SourcestampStore sourcestamps) {
        return ResourceType.of("sourcestamp", "sourcestamps", Sourcestamp.class)
                .scope(sourcestamp -> sourcestamps.scopeOf(sourcestamp.ssid()))
                .one("/sourcestamps/n:ssid", path -> sourcestamps.find(path.id("ssid")))
                .many("/sourcestamps", (path, query) -> sourcestamps.list(query))
                .many(
                        "/buildsets/n:buildsetid/sourcestamps",
                        (path, query) -> sourcestamps.ofBuildset(path.id("buildsetid"), query));
    }
}
