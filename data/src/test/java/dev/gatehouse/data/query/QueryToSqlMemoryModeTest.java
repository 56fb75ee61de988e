package dev.gatehouse.data.query;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Fields in memory mode, answered in SQL. */
class QueryToSqlMemoryModeTest extends QueryContract {
    @TempDir Path folder;
    private ToyStore toys;

    @BeforeEach
    void open() {
        toys = new ToyStore(folder, "toys.sqlite", Toy.some());
    }

    @AfterEach
    void close() {
        toys.close();
    }

    @Override
    Page<Toy> page(Query query) {
        return toys.page(
                ToyStore.table().memoryMode("toyid", "builderid", "name", "size", "done", "made"),
                query);
    }
}
