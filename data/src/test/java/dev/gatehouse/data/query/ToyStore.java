package dev.gatehouse.data.query;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.util.List;

/** Toys in a real database. */
final class ToyStore implements AutoCloseable {
    private final Database database;

    ToyStore(Dialect dialect, Path folder, List<Toy> toys) {
        database = Database.open(TestDatabase.empty(dialect, folder, 1), new EventBus("e"));
        database.inTransaction(
                transaction -> {
                    transaction.update("DROP TABLE IF EXISTS toys");
                    transaction.update("DROP TABLE IF EXISTS toy_tags");
                    transaction.update(
                            """
                            CREATE TABLE toys (
                              id INTEGER PRIMARY KEY, builder BIGINT NOT NULL, name TEXT,
                              size INTEGER, done SMALLINT NOT NULL, made INTEGER)
                            """);
                    transaction.update(
                            "CREATE TABLE toy_tags (place INTEGER, toyid INTEGER, tag TEXT)");
                    for (Toy toy : toys) {
                        transaction.update(
                                "INSERT INTO toys VALUES (?, ?, ?, ?, ?, ?)",
                                toy.toyid(),
                                toy.builderid(),
                                toy.name(),
                                toy.size(),
                                toy.done(),
                                toy.made());
                        for (String tag : toy.tags()) {
                            transaction.update(
                                    "INSERT INTO toy_tags VALUES (?, ?, ?)",
                                    toy.tags().indexOf(tag),
                                    toy.toyid(),
                                    tag);
                        }
                    }
                    return true;
                });
    }

    static SqlTable<Toy> table() {
        return SqlTable.of(
                        Toy.class,
                        "t.id, t.builder, t.name, t.size, t.done, t.made",
                        "toys t",
                        "t.id",
                        row ->
                                new Toy(
                                        row.number("id"),
                                        row.number("builder"),
                                        row.textOrNull("name"),
                                        row.numberOrNull("size"),
                                        row.flag("done"),
                                        row.timeOrNull("made"),
                                        List.of()))
                .column("toyid", "t.id")
                .column("builderid", "t.builder")
                .column("name", "t.name")
                .column("size", "t.size")
                .column("done", "t.done")
                .column("made", "t.made")
                .list(
                        "tags",
                        "EXISTS (SELECT 1 FROM toy_tags g WHERE g.toyid = t.id AND g.tag {in})")
                .scope("t.builder {visible}");
    }

    Page<Toy> page(SqlTable<Toy> table, Query query) {
        return QueryToSql.page(database, table, query, ToyStore::withTags);
    }

    Database database() {
        return database;
    }

    static List<Toy> withTags(Reader reader, List<Toy> toys, Query query) {
        return toys.stream()
                .map(
                        toy ->
                                new Toy(
                                        toy.toyid(),
                                        toy.builderid(),
                                        toy.name(),
                                        toy.size(),
                                        toy.done(),
                                        toy.made(),
                                        reader.query(
                                                "SELECT tag FROM toy_tags WHERE toyid = ? ORDER BY place",
                                                row -> row.text("tag"),
                                                toy.toyid())))
                .toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
