package dev.gatehouse.data.database;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which statements read the database, for whoever looks for a slow one: the SQL, then behind {@code --}
 * its arguments. Only at level DEBUG of this class. Any thread.
 */
final class SqlLog {
    private static final Logger LOG = LoggerFactory.getLogger(SqlLog.class);

    private SqlLog() {}

    static void read(String sql, @Nullable Object... arguments) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} -- {}",
                    sql.strip().replaceAll("\\s+", " "),
                    Arrays.stream(arguments).map(SqlLog::text).collect(Collectors.joining(", ")));
        }
    }

    private static String text(@Nullable Object argument) {
        if (argument == null) {
            return "NULL";
        }
        if (argument instanceof Instant time) {
            return Long.toString(time.getEpochSecond());
        }
        if (argument instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return argument instanceof Number
                ? argument.toString()
                : "'" + argument.toString().replace("'", "''") + "'";
    }
}
