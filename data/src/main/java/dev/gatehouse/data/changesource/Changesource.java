package dev.gatehouse.data.changesource;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.master.Master;
import org.jspecify.annotations.Nullable;

/** What looks for new commits. */
public record Changesource(
        @Doc("The change source's id.") long changesourceid,
        @Doc("The change source's name, often the repository it looks at.") String name,
        @Doc("The master that runs it; null when none does.") @Nullable Master master) {

    boolean isRunBy(long masterid) {
        return master != null && master.masterid() == masterid;
    }
}
