package dev.gatehouse.data.database;

/**
 * The databases that can be used, and everything in which their SQL differs; what is not here is written once
 * for all three. Texts are equal only if they are the same, and sort by code points, everywhere; nulls sort
 * before everything else.
 */
public enum Dialect {
    SQLITE("SQLite"),
    POSTGRESQL("PostgreSQL"),
    MARIADB("MariaDB");

    private static final String CODE_POINTS = " COLLATE utf8mb4_nopad_bin";

    private final String words;

    Dialect(String words) {
        this.words = words;
    }

    /** A question mark for a text that something must be equal to. */
    public String sameText() {
        return switch (this) {
            case SQLITE, POSTGRESQL -> "?";
            // Tables that Buildbot has made compare without case.
            case MARIADB -> "?" + CODE_POINTS;
        };
    }

    /** A question mark for a text that something is to come before or after. */
    public String orderedText() {
        return switch (this) {
            case SQLITE -> "?";
            case POSTGRESQL -> "? COLLATE \"C\"";
            case MARIADB -> "?" + CODE_POINTS;
        };
    }

    /** A text column as it is sorted by. */
    public String sortedText(String expression) {
        return switch (this) {
            case SQLITE -> expression;
            case POSTGRESQL -> expression + " COLLATE \"C\"";
            case MARIADB -> "CONVERT(" + expression + " USING utf8mb4)" + CODE_POINTS;
        };
    }

    /** What follows an expression in ORDER BY. */
    public String direction(boolean descending, boolean nullable) {
        String word = descending ? " DESC" : " ASC";
        return this == POSTGRESQL && nullable
                ? word + (descending ? " NULLS LAST" : " NULLS FIRST")
                : word;
    }

    /** A condition with one question mark: the expression, as text, holds the text, case and all. */
    public String holds(String expression) {
        return switch (this) {
            case SQLITE -> "instr(" + expression + ", ?) > 0";
            case POSTGRESQL -> "strpos(CAST(" + expression + " AS TEXT), ?) > 0";
            case MARIADB -> "LOCATE(?" + CODE_POINTS + ", CAST(" + expression + " AS CHAR)) > 0";
        };
    }

    /**
     * A condition with one question mark: the expression, as text, is like the pattern, without regard to the
     * case of ASCII letters (in MariaDB, of any letter). Nothing escapes a wildcard.
     */
    public String like(String expression) {
        return switch (this) {
            case SQLITE -> expression + " LIKE ?";
            case POSTGRESQL ->
                    "lower(CAST("
                            + expression
                            + " AS TEXT) COLLATE \"C\") LIKE lower(? COLLATE \"C\") ESCAPE ''";
            case MARIADB ->
                    "LOWER(CAST("
                            + expression
                            + " AS CHAR)) LIKE LOWER(?)"
                            + CODE_POINTS
                            + " ESCAPE ''";
        };
    }

    /** For ORDER BY: the rows of a table without a key, in the order in which they were written. */
    public String asWritten() {
        return switch (this) {
            case SQLITE -> "rowid";
            case POSTGRESQL -> "ctid";
            // InnoDB's indexes have equal keys in that order already.
            case MARIADB -> "NULL";
        };
    }

    /** A text as it can be kept: PostgreSQL has no character 0. */
    String storable(String text) {
        return this == POSTGRESQL && text.indexOf('\0') >= 0 ? text.replace('\0', '\uFFFD') : text;
    }

    @Override
    public String toString() {
        return words;
    }
}
