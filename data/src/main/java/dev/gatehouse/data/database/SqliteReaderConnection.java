package dev.gatehouse.data.database;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection that reads a SQLite file and keeps the statements it has prepared, because preparing one takes
 * longer than running it where it reads a row or two. It keeps the last {@value #KEPT}; the one used longest
 * ago makes room. Used by one thread at a time.
 */
final class SqliteReaderConnection extends JDBC4Connection {
    static final int KEPT = 64;

    /** Those that nobody uses now, the one used longest ago first. */
    private final Map<String, Kept> idle = new LinkedHashMap<>();

    /** Prepared at the first look; a statement of its own, because it is asked for each reading. */
    private @Nullable PreparedStatement version;

    private long versionSeen = -1;

    SqliteReaderConnection(String url, Path file, Properties settings) throws SQLException {
        super(url, file.toString(), settings);
    }

    @Override
    public PreparedStatement prepareStatement(
            String sql, int type, int concurrency, int holdability) throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        Kept kept = idle.remove(sql);
        if (kept == null) {
            return new Kept(sql);
        }
        kept.unused = false;
        return kept;
    }

    /** Whether anybody has committed since the last look, or this is the first. */
    boolean changed() throws SQLException {
        PreparedStatement ask = version;
        if (ask == null) {
            ask = new JDBC4PreparedStatement(this, "PRAGMA data_version");
            version = ask;
        }
        long now;
        try (ResultSet result = ask.executeQuery()) {
            now = result.next() ? result.getLong(1) : -1;
        }
        boolean changed = now == -1 || now != versionSeen;
        versionSeen = now;
        return changed;
    }

    private void keep(String sql, Kept statement) throws SQLException {
        Kept other = idle.put(sql, statement);
        if (other != null) {
            other.end();
        }
        if (idle.size() > KEPT) {
            Iterator<Kept> oldest = idle.values().iterator();
            Kept longestAgo = oldest.next();
            oldest.remove();
            longestAgo.end();
        }
    }

    private final class Kept extends JDBC4PreparedStatement {
        private final String text;
        private String @Nullable [] columns;
        private boolean unused;

        Kept(String sql) throws SQLException {
            super(SqliteReaderConnection.this, sql);
            this.text = sql;
        }

        /** The columns' names do not change; the driver would ask for each of them each time. */
        @Override
        public ResultSet getResultSet() throws SQLException {
            rs.colsMeta = columns;
            ResultSet result = super.getResultSet();
            columns = rs.colsMeta;
            return result;
        }

        @Override
        public void close() throws SQLException {
            if (unused) {
                return;
            }
            if (rs.isOpen()) {
                // A result that nobody closed would hold the file as it was then.
                end();
                return;
            }
            clearParameters();
            unused = true;
            keep(text, this);
        }

        @Override
        public boolean isClosed() {
            return unused || super.isClosed();
        }

        private void end() throws SQLException {
            super.close();
        }
    }
}
