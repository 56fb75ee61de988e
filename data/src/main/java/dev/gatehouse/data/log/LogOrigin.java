package dev.gatehouse.data.log;

import org.jspecify.annotations.Nullable;

/** Where a log comes from, for the head and the file name of its download. */
record LogOrigin(
        @Nullable String builder, @Nullable Integer number, @Nullable String worker, String step) {

    /** What a whole log of output begins with: what is known of its origin, a line each. */
    String head() {
        return (builder == null ? "" : "Builder: " + builder + "\n")
                + (number == null ? "" : "Build number: " + number + "\n")
                + (worker == null ? "" : "Worker name: " + worker + "\n");
    }

    String fileName(String slug) {
        return builder + "_build_" + number + "_step_" + step + "_log_" + slug;
    }
}
