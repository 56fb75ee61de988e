package dev.gatehouse.data.sourcestamp;

import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.catalog.WholeNumber;

/** Sourcestamps: exactly which sources something was built from. */
public final class SourcestampType {

    /** The id of no buildset: theirs count from 1. */
    private static final long NO_SET = -1;

    private SourcestampType() {}

    public static ResourceType<Sourcestamp> of(SourcestampStore sourcestamps) {
        return ResourceType.of("sourcestamp", "sourcestamps", Sourcestamp.class)
                .rootlink()
                .scope(sourcestamp -> sourcestamps.scopeOf(sourcestamp.ssid()))
                .one("/sourcestamps/n:ssid", path -> sourcestamps.find(path.id("ssid")))
                .many("/sourcestamps", (path, query) -> sourcestamps.list(query))
                .many(
                        "/buildsets/:buildsetid/sourcestamps",
                        (path, query) ->
                                sourcestamps.ofBuildset(
                                        WholeNumber.parse(path.text("buildsetid")).orElse(NO_SET),
                                        query));
    }
}
