package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** A database that goes away: who waits, who is refused at once, who notices that it is back. */
class OutageTest {
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir Path directory;

    /** Real connections of a file, and none while its server is said to be away. */
    private final class Failing implements DataSource {
        private final SQLiteDataSource source = new SQLiteDataSource();
        private final AtomicBoolean away = new AtomicBoolean();
        private final AtomicInteger asked = new AtomicInteger();
        private SQLException refusal = new SQLException("refused", "08001");

        Failing() {
            source.setUrl("jdbc:sqlite:" + directory.resolve("state.sqlite"));
        }

        @Override
        public Connection getConnection() throws SQLException {
            asked.incrementAndGet();
            if (away.get()) {
                throw refusal;
            }
            return source.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getLogger("none");
        }

        @Override
        public <T> T unwrap(Class<T> kind) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> kind) {
            return false;
        }
    }

    @Test
    void connection_afterAFailure_isRefusedWithoutAskingTheServer() {
        Failing source = new Failing();
        try (Outage outage = new Outage("the database", source, NEVER)) {
            source.away.set(true);
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> outage.connection(source))
                        .isInstanceOf(SQLException.class)
                        .hasMessage("the database does not answer");
            }
            assertThat(source.asked).hasValue(1);
        }
    }

    @Test
    void connection_whenTheServerIsBack_isThereByItself() throws SQLException {
        Failing source = new Failing();
        try (Outage outage = new Outage("the database", source, 1)) {
            source.away.set(true);
            assertThatThrownBy(() -> outage.connection(source)).isInstanceOf(SQLException.class);
            // It was tried in vain, and more than once.
            Awaitility.await().until(() -> source.asked.get() > 3);
            source.away.set(false);
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(
                            () -> {
                                outage.connection(source).close();
                                return true;
                            });
        }
    }

    @Test
    void connection_refusedForAnotherReason_isNoOutage() throws SQLException {
        Failing source = new Failing();
        source.refusal = new SQLException("refused", "28000");
        try (Outage outage = new Outage("the database", source, NEVER)) {
            source.away.set(true);
            assertThatThrownBy(() -> outage.connection(source)).hasMessage("refused");
            source.away.set(false);
            outage.connection(source).close();
        }
    }

    @Test
    void connection_whosePoolHasWrappedTheReason_isAnOutage() {
        Failing source = new Failing();
        // As WildFly's does.
        source.refusal =
                new SQLException(new IllegalStateException(new SQLException("refused", "08000")));
        try (Outage outage = new Outage("the database", source, NEVER)) {
            source.away.set(true);
            assertThatThrownBy(() -> outage.connection(source))
                    .hasMessage("the database does not answer");
        }
    }

    @Test
    void connection_whenAContainersPoolHasNone_isAMatterOfTime() throws SQLException {
        Failing source = new Failing();
        source.refusal = new SQLException("no connection became idle in time");
        try (Outage outage = new Outage("the database", source, NEVER)) {
            source.away.set(true);
            assertThatThrownBy(() -> outage.connection(source))
                    .isInstanceOf(SQLTransientConnectionException.class);
            source.away.set(false);
            outage.connection(source).close();
        }
    }
}
