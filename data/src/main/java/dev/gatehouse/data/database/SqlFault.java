package dev.gatehouse.data.database;

import dev.gatehouse.data.DoesNotFit;
import dev.gatehouse.data.Unavailable;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a driver's exception means to a caller. Stateless. */
final class SqlFault {
    private static final String GONE = "the database does not answer; try again in a moment";
    private static final String BUSY = "the database is busy: another program is writing to it";
    static final String STOPPED = "the query took too long and was stopped";
    private static final String FULL = "the database cannot grow: the disk is full";

    /** What MariaDB says, and what PostgreSQL says. */
    private static final Pattern COLUMN = Pattern.compile("column (?:.*\\.)?[`']([^`']+)[`']");

    private static final Pattern LENGTH = Pattern.compile("character varying\\((\\d+)\\)");

    /** Server shuts down, has crashed, starts; too many connections; connection killed. */
    private static final Set<String> GONE_STATES =
            Set.of("57P01", "57P02", "57P03", "57P05", "53300", "70100");

    /** Serialization failure, deadlock, lock not available. */
    private static final Set<String> BUSY_STATES = Set.of("40001", "40P01", "55P03");

    private SqlFault() {}

    /** A caller's fault nowhere: either the moment is wrong, or our SQL or the database is. */
    static RuntimeException of(String sql, SQLException e) {
        // String data, right truncation; MariaDB's own numbers. SQLite keeps any text.
        if ("22001".equals(e.getSQLState()) || e.getErrorCode() == 1406) {
            return new DoesNotFit("a text is too long for the database" + place(e), e);
        }
        if (e.getErrorCode() == 1366) {
            return new DoesNotFit(
                    "the database's tables do not know all characters of a text" + place(e), e);
        }
        String passing = passing(e);
        return passing == null
                ? new BadDatabase("SQL failed (" + e.getMessage() + "): " + sql.strip(), e)
                : new Unavailable(passing);
    }

    private static String place(SQLException e) {
        String said = e.getMessage() == null ? "" : e.getMessage();
        Matcher column = COLUMN.matcher(said);
        Matcher length = LENGTH.matcher(said);
        return (column.find() ? ": change what goes into '" + column.group(1) + "'" : "")
                + (length.find() ? ": at most " + length.group(1) + " characters fit" : "");
    }

    private static @Nullable String passing(SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            return passing(sqlite.getResultCode());
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        // MariaDB's killed query (1317) and statement time (1969).
        if (state.equals("57014") || e.getErrorCode() == 1317 || e.getErrorCode() == 1969) {
            return STOPPED;
        }
        if (state.startsWith("08") || GONE_STATES.contains(state)) {
            return GONE;
        }
        // MariaDB's lock wait timeout has no state of its own.
        if (BUSY_STATES.contains(state) || e.getErrorCode() == 1205) {
            return BUSY;
        }
        return state.startsWith("53") ? FULL : null;
    }

    private static @Nullable String passing(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED -> BUSY;
            case SQLITE_FULL -> FULL;
            case SQLITE_INTERRUPT -> STOPPED;
            default -> null;
        };
    }
}
