package dev.gatehouse.data.database;

import java.util.List;
import java.util.Optional;

/** Which of a MariaDB's tables cannot be written to as a whole or not at all. Stateless. */
final class TableEngines {
    private TableEngines() {}

    /**
     * What is to be said of them before the database is written to.
     *
     * @return a line for the person who runs the server; empty when every table has transactions
     */
    static Optional<String> warning(Reader reader, String place) {
        List<String> tables =
                reader.query(
                        "SELECT t.table_name AS name FROM information_schema.tables t JOIN"
                                + " information_schema.engines e ON e.engine = t.engine WHERE"
                                + " t.table_schema = DATABASE() AND e.transactions <> 'YES' ORDER BY"
                                + " t.table_name",
                        row -> row.text("name"));
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "Some tables of "
                        + place
                        + " have an engine without transactions (Buildbot's usual one is MyISAM), so"
                        + " that a crash may leave half of what was being written: "
                        + String.join(", ", tables)
                        + ". Stop whatever uses them, make a dump, and change each by ALTER TABLE "
                        + tables.get(0)
                        + " ENGINE=InnoDB");
    }
}
