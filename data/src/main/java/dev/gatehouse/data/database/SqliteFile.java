package dev.gatehouse.data.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Where a SQLite database lies and how it is opened for writing. Stateless. */
final class SqliteFile {
    private static final Pattern FORM =
            Pattern.compile("sqlite(\\+[a-z0-9_]+)?://(/(?<path>[^?]*))?(\\?(?<parameters>.*))?");

    private SqliteFile() {}

    /**
     * @throws BadDatabase when the URL is none of a file
     */
    static Path of(DatabaseSettings settings) {
        String url = settings.url();
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw DatabaseUrl.refused(url);
        }
        String path = form.group("path");
        if (path == null || path.isEmpty() || path.equals(":memory:")) {
            throw DatabaseUrl.refused(
                    url, "what has no file is kept in memory and gone at the end; ");
        }
        DatabaseUrl.parameters(Dialect.SQLITE, form.group("parameters"));
        return settings.basedir().resolve(path).toAbsolutePath().normalize();
    }

    static Connection openForWriting(Path file) {
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadDatabase("cannot open " + file + ": there is no directory " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new BadDatabase("cannot open " + file + ": it is a directory, not a database");
        }
        if (!Files.isWritable(folder)) {
            throw new BadDatabase(
                    "cannot open " + file + ": the directory " + folder + " may not be written to");
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new BadDatabase("cannot open " + file + ": the file may not be written to");
        }
        SqlitePlatform.askNoProgram();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Database.WAIT_SECONDS * 1000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        try {
            return prepared(source.getConnection(), file);
        } catch (SQLException e) {
            throw explained(file, e);
        }
    }

    private static Connection prepared(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Refused before anything is altered: reading the schema shows whether it is a
            // database.
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
            writeAhead(statement);
            statement.execute("PRAGMA synchronous = NORMAL");
            // After a peak the write-ahead log is cut back to this many bytes.
            statement.execute("PRAGMA journal_size_limit = 67108864");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw explained(file, e);
        }
    }

    /**
     * Switches to a write-ahead log. SQLite refuses that at once, whatever its time-out, while anybody else
     * has the file open in another mode: such as a second server that starts at the same moment.
     */
    private static void writeAhead(Statement statement) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Database.WAIT_SECONDS);
        while (true) {
            try {
                statement.execute("PRAGMA journal_mode = WAL");
                return;
            } catch (SQLiteException e) {
                boolean busy = e.getResultCode() == SQLiteErrorCode.SQLITE_BUSY;
                if (!busy || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private static BadDatabase explained(Path file, SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            if (code == SQLiteErrorCode.SQLITE_NOTADB) {
                return new BadDatabase("cannot open " + file + ": it is not a SQLite database", e);
            }
            if (code == SQLiteErrorCode.SQLITE_CORRUPT) {
                return new BadDatabase(
                        "cannot open " + file + ": the database is damaged; restore a copy", e);
            }
        }
        return new BadDatabase("cannot open " + file + ": " + e.getMessage(), e);
    }
}
