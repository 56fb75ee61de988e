package dev.gatehouse.data.query;

import dev.gatehouse.data.database.Dialect;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Fields in memory mode, answered in SQL. */
@ParameterizedClass
@EnumSource
class QueryToSqlMemoryModeTest extends QueryContract {
    @TempDir Path folder;
    @Parameter Dialect dialect;
    private ToyStore toys;

    @BeforeEach
    void open() {
        toys = new ToyStore(dialect, folder, Toy.some());
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
