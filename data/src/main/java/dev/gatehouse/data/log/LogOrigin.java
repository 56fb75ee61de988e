package dev.gatehouse.data.log;

import org.jspecify.annotations.Nullable;

/** Where a log comes from, for the head and the file name of its download. */
record LogOrigin(
        @Nullable String builder, @Nullable Integer number, @Nullable String worker, String step) {}
