package dev.gatehouse.data.database;

import dev.gatehouse.data.event.EventBus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.ProgressHandler;

/**
 * A database that tells which SQL its readers really run, and what each of it costs there: how many rows the
 * database has looked at, by its own account. Used by one thread.
 */
public final class HeardSql implements AutoCloseable {
    /** Of SQLite's virtual machine, for each row that is looked at; a query of no rows takes some too. */
    private static final int STEPS_OF_A_ROW = 10;

    private final Connections connections;
    private final Database database;
    private final List<Query> heard = new ArrayList<>();
    private boolean listening;

    /** A query as it ran. */
    public record Query(String sql, List<Object> arguments) {}

    public HeardSql(DatabaseSettings settings, EventBus bus) {
        this.connections = Database.connect(settings);
        this.database = Database.open(new Listening(), settings, bus);
    }

    public Database database() {
        return database;
    }

    /** What the work asks of the database. */
    public List<Query> of(Runnable work) {
        heard.clear();
        listening = true;
        try {
            work.run();
        } finally {
            listening = false;
        }
        return List.copyOf(heard);
    }

    /** How many rows the database looks at to answer. */
    public long rowsLookedAt(Query query) {
        try (Connection connection = connections.reader()) {
            return switch (connections.dialect()) {
                case SQLITE -> stepsOfSqlite(connection, query) / STEPS_OF_A_ROW;
                case POSTGRESQL -> postgresql(explained(connection, query, "EXPLAIN (ANALYZE) "));
                case MARIADB -> mariadb(explained(connection, query, "ANALYZE FORMAT=JSON "));
            };
        } catch (SQLException e) {
            throw new IllegalStateException(query.sql(), e);
        }
    }

    /** How the database answers, in its own words. */
    public String plan(Query query) {
        try (Connection connection = connections.reader()) {
            return explained(
                    connection,
                    query,
                    connections.dialect() == Dialect.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
        } catch (SQLException e) {
            throw new IllegalStateException(query.sql(), e);
        }
    }

    private static long stepsOfSqlite(Connection connection, Query query) throws SQLException {
        AtomicLong steps = new AtomicLong();
        Connection own = connection.unwrap(org.sqlite.SQLiteConnection.class);
        ProgressHandler.setHandler(
                own,
                STEPS_OF_A_ROW,
                new ProgressHandler() {
                    @Override
                    protected int progress() {
                        steps.addAndGet(STEPS_OF_A_ROW);
                        return 0;
                    }
                });
        try {
            run(connection, query, "");
        } finally {
            ProgressHandler.clearHandler(own);
        }
        return steps.get();
    }

    private static String explained(Connection connection, Query query, String how)
            throws SQLException {
        return run(connection, query, how);
    }

    private static String run(Connection connection, Query query, String before)
            throws SQLException {
        StringBuilder text = new StringBuilder();
        try (PreparedStatement statement = connection.prepareStatement(before + query.sql())) {
            for (int i = 0; i < query.arguments().size(); i++) {
                statement.setObject(i + 1, query.arguments().get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                int last = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    text.append(before.isEmpty() ? "" : rows.getString(last)).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** Rows that scans give, and those that they look at in vain. */
    private static long postgresql(String plan) {
        long rows = 0;
        Pattern scan = Pattern.compile("Scan.*\\(actual .*rows=([\\d.]+) loops=(\\d+)\\)");
        Pattern vain = Pattern.compile("Removed by [^:]*: (\\d+)");
        long loops = 1;
        for (String line : plan.split("\n")) {
            Matcher node = Pattern.compile("rows=[\\d.]+ loops=(\\d+)\\)").matcher(line);
            if (node.find()) {
                loops = Long.parseLong(node.group(1));
            }
            Matcher given = scan.matcher(line);
            if (given.find()) {
                rows += (long) (Double.parseDouble(given.group(1)) * loops);
            }
            Matcher dropped = vain.matcher(line);
            if (dropped.find()) {
                rows += Long.parseLong(dropped.group(1)) * loops;
            }
        }
        return rows;
    }

    private static long mariadb(String plan) {
        double rows = 0;
        double loops = 1;
        Matcher number = Pattern.compile("\"r_(loops|rows)\": ([\\d.]+)").matcher(plan);
        while (number.find()) {
            double value = Double.parseDouble(number.group(2));
            if (number.group(1).equals("loops")) {
                loops = value;
            } else {
                rows += value * loops;
            }
        }
        return (long) rows;
    }

    @Override
    public void close() {
        database.close();
    }

    private Connection listening(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        HeardSql.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            Object result = call(connection, method, arguments);
                            return method.getName().equals("prepareStatement") && listening
                                    ? listening((PreparedStatement) result, (String) arguments[0])
                                    : result;
                        });
    }

    private PreparedStatement listening(PreparedStatement statement, String sql) {
        List<Object> bound = new ArrayList<>();
        return (PreparedStatement)
                Proxy.newProxyInstance(
                        HeardSql.class.getClassLoader(),
                        new Class<?>[] {PreparedStatement.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().startsWith("set") && arguments.length == 2) {
                                bound.add(arguments[1]);
                            }
                            if (method.getName().equals("executeQuery")) {
                                heard.add(new Query(sql, List.copyOf(bound)));
                            }
                            return call(statement, method, arguments);
                        });
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class Listening implements Connections {
        @Override
        public Dialect dialect() {
            return connections.dialect();
        }

        @Override
        public String place() {
            return connections.place();
        }

        @Override
        public Connection reader() throws SQLException {
            return listening(connections.reader());
        }

        @Override
        public Connection writer() throws SQLException {
            return connections.writer();
        }

        @Override
        public void commit(Connection writer) throws SQLException {
            connections.commit(writer);
        }

        @Override
        public void rollback(Connection writer) throws SQLException {
            connections.rollback(writer);
        }

        @Override
        public void giveBack(Connection writer) throws SQLException {
            connections.giveBack(writer);
        }

        @Override
        public void backUp(String suffix) throws SQLException {
            connections.backUp(suffix);
        }

        @Override
        public void close() {
            connections.close();
        }
    }
}
