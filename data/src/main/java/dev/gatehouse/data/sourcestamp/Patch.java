package dev.gatehouse.data.sourcestamp;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import org.jspecify.annotations.Nullable;

/** A change to the sources that is in no repository. */
public record Patch(
        @Doc("The patch's id.") long patchid,
        @Doc("Always null here: the bytes are not part of JSON.") @Declared("binary")
                @Nullable String body,
        @Doc("How many leading directories are cut from file names.") int level,
        @Doc("The directory that it applies to.") @Declared("string") @Nullable String subdir,
        @Doc("Who wrote it.") String author,
        @Doc("What it is for.") String comment) {}
