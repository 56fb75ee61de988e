package dev.gatehouse.data.builddata;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import org.jspecify.annotations.Nullable;

/** Bytes that a build has kept under a name. */
public record BuildData(
        @Doc("The build that kept them.") long buildid,
        @Doc("Their name, unique within the build.") String name,
        @Doc("How many bytes there are.") long length,
        @Doc("Always null here: the bytes are at the path that ends in value.")
                @Declared("binary or None")
                @Nullable String value,
        @Doc("What made them.") String source) {}
