package dev.gatehouse.data.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row with one field of each kind, for the tests of the query language. */
record Toy(
        long toyid,
        long builderid,
        @Nullable String name,
        @Nullable Long size,
        boolean done,
        @Nullable Instant made,
        List<String> tags) {

    private static Toy toy(
            long id,
            long builderid,
            @Nullable String name,
            @Nullable Long size,
            boolean done,
            @Nullable Long made,
            String... tags) {
        return new Toy(
                id,
                builderid,
                name,
                size,
                done,
                made == null ? null : Instant.ofEpochSecond(made),
                List.of(tags));
    }

    /** Rows on which every difference between the ways of comparing shows. */
    static List<Toy> some() {
        return List.of(
                toy(1, 1, "ball", 10L, true, 100L, "red", "round"),
                toy(2, 1, "Ball", 5L, false, null, "red"),
                toy(3, 2, null, null, true, 300L),
                toy(4, 2, "a_b%c", 100L, false, 200L, "blue"),
                toy(5, 3, "axb", 10L, true, null, "blue", "round"),
                toy(6, 3, "\uFF5Eé", -1L, false, 100L, "größe"),
                toy(7, 1, "\uD83D\uDE97", null, false, 400L));
    }
}
