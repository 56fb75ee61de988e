package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReaderConnectionTest {
    private static final String SQL = "SELECT name FROM things WHERE id = ?";

    @TempDir Path folder;

    private Connection writer;
    private SqliteReaderConnection reader;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("x.sqlite");
        writer = DriverManager.getConnection("jdbc:sqlite:" + file);
        write("PRAGMA journal_mode = WAL");
        write("CREATE TABLE things (id INTEGER, name TEXT)");
        write("INSERT INTO things VALUES (1, 'one')");
        reader = new SqliteReaderConnection("jdbc:sqlite:" + file, file, new Properties());
    }

    @AfterEach
    void close() throws SQLException {
        reader.close();
        writer.close();
    }

    private void write(String sql) throws SQLException {
        try (var statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private String name(String sql, long id) throws SQLException {
        try (PreparedStatement statement = reader.prepareStatement(sql)) {
            statement.setLong(1, id);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : "";
            }
        }
    }

    @Test
    void query_asked_again_seesWhatWasWrittenMeanwhile() throws SQLException {
        assertThat(name(SQL, 1)).isEqualTo("one");
        write("UPDATE things SET name = 'uno'");
        assertThat(name(SQL, 1)).isEqualTo("uno");
        write("ALTER TABLE things ADD COLUMN more TEXT");
        assertThat(name(SQL, 1)).isEqualTo("uno");
    }

    @Test
    void prepare_closedBefore_givesTheSameStatement() throws SQLException {
        PreparedStatement first = reader.prepareStatement(SQL);
        first.close();
        assertThat(first.isClosed()).isTrue();
        PreparedStatement again = reader.prepareStatement(SQL);
        assertThat(again).isSameAs(first);
        assertThat(again.isClosed()).isFalse();
        again.close();
    }

    @Test
    void prepare_whileInUse_givesAnotherStatement() throws SQLException {
        try (PreparedStatement one = reader.prepareStatement(SQL);
                PreparedStatement other = reader.prepareStatement(SQL)) {
            assertThat(other).isNotSameAs(one);
        }
        assertThat(name(SQL, 1)).isEqualTo("one");
    }

    @Test
    void query_failedBefore_worksAgain() throws SQLException {
        String divides =
                "SELECT abs(name) FROM things WHERE id = ? AND abs(-9223372036854775807 - id)";
        assertThatThrownBy(() -> name(divides, 1)).isInstanceOf(SQLException.class);
        assertThat(name(divides, 2)).isEmpty();
    }

    @Test
    void close_withAnOpenResult_doesNotHoldTheFileAsItWas() throws SQLException {
        PreparedStatement statement = reader.prepareStatement("SELECT name FROM things");
        statement.executeQuery().next();
        statement.close();
        write("UPDATE things SET name = 'uno'");
        assertThat(name(SQL, 1)).isEqualTo("uno");
    }

    @Test
    void prepare_manyDifferent_keepsABoundedNumber() throws SQLException {
        PreparedStatement first = reader.prepareStatement(SQL);
        first.close();
        for (int i = 0; i < SqliteReaderConnection.KEPT; i++) {
            name(SQL + " AND 0 = " + i, 1);
        }
        PreparedStatement again = reader.prepareStatement(SQL);
        assertThat(again).isNotSameAs(first);
        again.close();
    }
}
