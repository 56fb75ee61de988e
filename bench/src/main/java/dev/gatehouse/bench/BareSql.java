package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The second contender: the statements that the server runs for a request, through plain JDBC and a pool of
 * the server's size. Every column of every row is read. No HTTP, no JSON; as many threads as a load has
 * connections.
 */
final class BareSql {
    static final String COMMAND = "bare-sql";

    /** As many as the server has. */
    private static final int POOL = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<List<Statement>>> loads;
    private final Map<String, char[]> kinds = new ConcurrentHashMap<>();
    private final HikariDataSource pool;

    private BareSql(Path database, Path recorded) throws IOException {
        this.loads = read(recorded);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + database);
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(source);
        settings.setReadOnly(true);
        settings.setMaximumPoolSize(POOL);
        this.pool = new HikariDataSource(settings);
    }

    /**
     * Runs until its standard input ends. Each line there, {@code NAME THREADS MILLISECONDS}, is a run; its
     * result is a line of JSON.
     */
    static void run(Path database, Path recorded) throws Exception {
        BareSql sql = new BareSql(database, recorded);
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("port 0");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                Result result =
                        sql.load(
                                words[0],
                                Integer.parseInt(words[1]),
                                Long.parseLong(words[2]) * 1_000_000);
                System.out.println(JSON.writeValueAsString(result));
            }
        } finally {
            sql.pool.close();
        }
    }

    private static Map<String, List<List<Statement>>> read(Path recorded) throws IOException {
        Map<String, List<List<Statement>>> loads = new ConcurrentHashMap<>();
        JSON.readTree(recorded.toFile())
                .properties()
                .forEach(load -> loads.put(load.getKey(), requests(load.getValue())));
        return loads;
    }

    private static List<List<Statement>> requests(JsonNode load) {
        List<List<Statement>> requests = new ArrayList<>();
        for (JsonNode request : load) {
            List<Statement> statements = new ArrayList<>();
            for (JsonNode statement : request) {
                List<Object> arguments = new ArrayList<>();
                statement
                        .get("arguments")
                        .forEach(
                                value ->
                                        arguments.add(
                                                value.isNumber()
                                                        ? value.longValue()
                                                        : value.textValue()));
                statements.add(new Statement(statement.get("sql").textValue(), arguments));
            }
            requests.add(statements);
        }
        return requests;
    }

    private Result load(String name, int threads, long nanos) throws Exception {
        List<List<Statement>> requests = loads.getOrDefault(name, List.of());
        if (requests.stream().allMatch(List::isEmpty)) {
            return new Result(0, 0, 0, 0, 0, 0);
        }
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        Callable<Latencies> one =
                () -> {
                    Latencies times = new Latencies();
                    while (System.nanoTime() < began + nanos || times.count() == 0) {
                        int turn = Math.floorMod(next.getAndIncrement(), requests.size());
                        long before = System.nanoTime();
                        answer(requests.get(turn));
                        times.record(System.nanoTime() - before);
                    }
                    return times;
                };
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Latencies>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(one));
            }
            Latencies all = new Latencies();
            for (Future<Latencies> each : running) {
                all.add(each.get());
            }
            return Result.of(all, (System.nanoTime() - began) / 1e9, 0, 0, 0);
        } finally {
            executor.shutdownNow();
        }
    }

    /** What one request needs, on one connection. */
    private long answer(List<Statement> statements) throws SQLException {
        long seen = 0;
        try (Connection connection = pool.getConnection()) {
            for (Statement statement : statements) {
                seen += rows(connection, statement);
            }
        }
        return seen;
    }

    private long rows(Connection connection, Statement statement) throws SQLException {
        long seen = 0;
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            for (int i = 0; i < statement.arguments().size(); i++) {
                if (statement.arguments().get(i) instanceof Long number) {
                    prepared.setLong(i + 1, number);
                } else {
                    prepared.setString(i + 1, (String) statement.arguments().get(i));
                }
            }
            try (ResultSet result = prepared.executeQuery()) {
                while (result.next()) {
                    seen += row(statement.sql(), result);
                }
            }
        }
        return seen;
    }

    /** Each column as what it is: a number, a text or bytes. */
    private long row(String sql, ResultSet result) throws SQLException {
        char[] columns = kinds.get(sql);
        if (columns == null) {
            columns = kinds(result);
            kinds.put(sql, columns);
        }
        long seen = 0;
        for (int i = 0; i < columns.length; i++) {
            switch (columns[i]) {
                case 'n' -> seen += result.getLong(i + 1) + (result.wasNull() ? 1 : 0);
                case 'b' -> {
                    byte[] bytes = result.getBytes(i + 1);
                    seen += bytes == null ? 0 : bytes.length;
                }
                default -> {
                    String text = result.getString(i + 1);
                    seen += text == null ? 0 : text.length();
                }
            }
        }
        return seen;
    }

    private static char[] kinds(ResultSet result) throws SQLException {
        char[] columns = new char[result.getMetaData().getColumnCount()];
        for (int i = 0; i < columns.length; i++) {
            Object value = result.getObject(i + 1);
            columns[i] =
                    value instanceof Number || value == null
                            ? 'n'
                            : value instanceof byte[] ? 'b' : 't';
        }
        return columns;
    }
}
