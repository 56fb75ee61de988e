package dev.gatehouse.data.change;

import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.sourcestamp.SourcestampStore;

/** Changes: what somebody committed. */
public final class ChangeType {

    private ChangeType() {}

    public static ResourceType<Change> of(ChangeStore changes, SourcestampStore sourcestamps) {
        return ResourceType.of("change", "changes", Change.class)
                .rootlink()
                .event("/changes/:changeid")
                .scope(change -> sourcestamps.scopeOf(change.sourcestamp().ssid()))
                .one("/changes/n:changeid", path -> changes.find(path.id("changeid")))
                .many("/changes", (path, query) -> changes.list(query))
                .many(
                        "/sourcestamps/n:ssid/changes",
                        (path, query) -> changes.ofSourcestamp(path.id("ssid"), query))
                .many(
                        "/builds/n:buildid/changes",
                        (path, query) -> changes.ofBuild(path.id("buildid"), query))
                .many(
                        "/builders/n:builderid/builds/n:build_number/changes",
                        (path, query) ->
                                changes.ofBuild(
                                        path.id("builderid"), path.id("build_number"), query));
    }
}
