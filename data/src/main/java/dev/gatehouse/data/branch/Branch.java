package dev.gatehouse.data.branch;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A branch of a codebase and its newest commit. */
public record Branch(
        @Doc("The branch's id.") long branchid,
        @Doc("The codebase that it is a branch of.") long codebaseid,
        @Doc("The branch's name, unique within the codebase.") String name,
        @Doc("Its newest commit; null when that is not known.") @Declared("integer")
                @Nullable Long commitid,
        @Doc("When it last changed.") @Declared("integer") Instant last_timestamp) {}
