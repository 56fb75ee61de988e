package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** A data source that a container has under a name: the names are a map's, the databases real. */
class ContainerSourceTest {
    private static final String NAME = "java:comp/env/jdbc/gatehouse";
    private static final Map<String, Object> NAMES = new ConcurrentHashMap<>();

    @TempDir Path directory;

    /** Made by JNDI, which is told its name. */
    public static final class Names implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    Object found = NAMES.get(name);
                    if (found == null) {
                        throw new NameNotFoundException(name);
                    }
                    return found;
                }
            };
        }
    }

    @BeforeEach
    void name() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
    }

    @AfterEach
    void forget() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        NAMES.clear();
    }

    private static DataSource source(Dialect dialect) throws SQLException {
        TestServer server = TestServer.of(dialect);
        if (dialect == Dialect.POSTGRESQL) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.jdbcUrl());
            source.setUser(TestServer.USER);
            source.setPassword(TestServer.PASSWORD);
            return source;
        }
        MariaDbDataSource source = new MariaDbDataSource(server.jdbcUrl());
        source.setUser(TestServer.USER);
        source.setPassword(TestServer.PASSWORD);
        return source;
    }

    private Database open(String url) {
        return Database.open(new DatabaseSettings(url, directory, 1), new EventBus("e"));
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void open_ofAContainersSource_readsAndWrites(Dialect dialect) throws SQLException {
        TestDatabase.empty(dialect, directory, 1);
        NAMES.put(NAME, source(dialect));
        try (Database database = open("jndi:" + NAME)) {
            assertThat(database.dialect()).isEqualTo(dialect);
            database.inTransaction(
                    tx -> tx.insert("INSERT INTO tags (name, name_hash) VALUES ('a', 'b')"));
            assertThatThrownBy(
                            () ->
                                    database.inTransaction(
                                            tx -> {
                                                tx.insert(
                                                        "INSERT INTO tags (name, name_hash) VALUES"
                                                                + " ('c', 'd')");
                                                throw new IllegalStateException("on purpose");
                                            }))
                    .hasMessage("on purpose");
            assertThat(database.query("SELECT name FROM tags", row -> row.text("name")))
                    .containsExactly("a");
        }
        // It is the container's, and stays.
        try (Connection connection = source(dialect).getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void open_ofWhatIsNoSourceOrOfAnotherDatabase_isRefusedSayingWhy() {
        assertThatThrownBy(() -> open("jndi:" + NAME))
                .isInstanceOf(BadDatabase.class)
                .hasMessage(
                        "there is no data source "
                                + NAME
                                + " here: the container must have it under this very name");
        NAMES.put(NAME, "text");
        assertThatThrownBy(() -> open("jndi:" + NAME))
                .hasMessage("what JNDI has as " + NAME + " is no javax.sql.DataSource");
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + directory.resolve("a.sqlite"));
        NAMES.put(NAME, file);
        assertThatThrownBy(() -> open("jndi:" + NAME))
                .hasMessageContaining("only those of PostgreSQL and MariaDB can be used");
        assertThatThrownBy(() -> open("jndi:ldap://host/x"))
                .hasMessageContaining("its name must begin with java:");
    }
}
