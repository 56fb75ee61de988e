package dev.gatehouse.data.changesource;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;

/**
 * Change sources: what looks for new commits. They belong to no builder, and so are everybody's, as schedulers are. Nothing
 * is announced of them.
 */
public final class ChangesourceType {

    private ChangesourceType() {}

    public static ResourceType<Changesource> of(ChangesourceStore changesources) {
        return ResourceType.of("changesource", "changesources", Changesource.class)
                .rootlink()
                .scope(changesource -> Scope.ofEverybody())
                .one(
                        "/changesources/n:changesourceid",
                        path -> changesources.find(path.id("changesourceid")))
                .one(
                        "/masters/n:masterid/changesources/n:changesourceid",
                        path ->
                                changesources
                                        .find(path.id("changesourceid"))
                                        .filter(found -> found.isRunBy(path.id("masterid"))))
                .many("/changesources", (path, query) -> changesources.list(query))
                .many(
                        "/masters/n:masterid/changesources",
                        (path, query) -> changesources.ofMaster(path.id("masterid"), query));
    }
}
