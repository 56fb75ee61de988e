package dev.gatehouse.data.master;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;

/** Masters: the processes that run builds. */
public final class MasterType {

    private MasterType() {}

    public static ResourceType<Master> of(MasterStore masters) {
        return ResourceType.of("master", "masters", Master.class)
                .rootlink()
                .event("/masters/:masterid")
                .scope(master -> Scope.ofEverybody())
                .one("/masters/n:masterid", path -> masters.find(path.id("masterid")))
                .one(
                        "/builders/n:builderid/masters/n:masterid",
                        path -> masters.ofBuilder(path.id("builderid"), path.id("masterid")))
                .many("/masters", (path, query) -> masters.list(query))
                .many(
                        "/builders/n:builderid/masters",
                        (path, query) -> masters.ofBuilder(path.id("builderid"), query));
    }
}
