package dev.gatehouse.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Random;
import java.util.StringJoiner;
import java.util.zip.DeflaterOutputStream;

/**
 * Fills an empty SQLite database of Buildbot's schema, of any revision that the loads can read, with half a
 * year of invented history: 100 builders, 20 workers, 5000 changes, as many builds as are asked for, steps
 * and logs of the newest tenth, and one log of 100,000 lines. The same seed and time give the same rows.
 * Used once, by one thread.
 */
final class Fill {
    static final String COMMAND = "fill";

    static final int BUILDERS = 100;
    static final int WORKERS = 20;
    private static final int CHANGES = 5000;
    private static final int TAGS = 20;
    private static final int STEPS = 5;
    private static final int LINES = 10;
    private static final int LONG_LOG = 100_000;
    private static final int CHUNK = 65_536;
    private static final long END = 1_790_000_000;
    private static final long SPAN = 180L * 86_400;
    private static final String[] STEP = {"prepare", "git", "configure", "compile", "check"};
    private static final String[] WORDS = {
        "cc", "-O2", "-Wall", "-c", "src/file.c", "passed", "skipped", "linking", "running", "value"
    };

    private final Connection connection;
    private final int builds;
    private final Random random = new Random(1);
    private long stepid;
    private long logid;

    private Fill(Connection connection, int builds) {
        this.connection = connection;
        this.builds = builds;
    }

    static void run(Path database, int builds) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA synchronous = OFF");
            }
            connection.setAutoCommit(false);
            Fill fill = new Fill(connection, builds);
            fill.world();
            fill.changes();
            fill.history();
            connection.commit();
        }
    }

    private Rows rows(String table, String... columns) throws SQLException {
        return new Rows(connection, table, columns);
    }

    private void world() throws SQLException {
        try (Rows masters = rows("masters", "id", "name", "name_hash", "active", "last_active");
                Rows workers = rows("workers", "id", "name", "info", "paused", "graceful");
                Rows tags = rows("tags", "id", "name", "name_hash");
                Rows builders = rows("builders", "id", "name", "description", "name_hash");
                Rows tagged = rows("builders_tags", "builderid", "tagid");
                Rows on = rows("builder_masters", "id", "builderid", "masterid");
                Rows configured = rows("configured_workers", "buildermasterid", "workerid")) {
            masters.add(1, "filled:/master", hash("filled:/master"), 0, END);
            for (int i = 1; i <= WORKERS; i++) {
                String info = "{\"host\": \"host " + i + "\", \"version\": \"3.7.0\"}";
                workers.add(i, "worker-" + i, info, 0, 0);
            }
            for (int i = 1; i <= TAGS; i++) {
                tags.add(i, "tag-" + i, hash("tag-" + i));
            }
            for (int i = 1; i <= BUILDERS; i++) {
                String name = "builder-%03d".formatted(i);
                builders.add(i, name, "Builds number " + i, hash(name));
                on.add(i, i, 1);
                for (int more = 0; more < 3; more++) {
                    tagged.add(i, (i + 7 * more) % TAGS + 1);
                }
                configured.add(i, i % WORKERS + 1);
                configured.add(i, (i + 5) % WORKERS + 1);
            }
        }
    }

    private void changes() throws SQLException {
        try (Rows stamps =
                        rows(
                                "sourcestamps",
                                "id",
                                "ss_hash",
                                "branch",
                                "revision",
                                "repository",
                                "codebase",
                                "project",
                                "created_at");
                Rows changes =
                        rows(
                                "changes",
                                "changeid",
                                "author",
                                "comments",
                                "branch",
                                "revision",
                                "when_timestamp",
                                "repository",
                                "codebase",
                                "project",
                                "sourcestampid");
                Rows files = rows("change_files", "changeid", "filename")) {
            for (int i = 1; i <= CHANGES; i++) {
                long when = END - SPAN + SPAN * i / CHANGES;
                String author = "Dev %d <dev%d@example.org>".formatted(i % 60, i % 60);
                String text = "Change number " + i + "\n\n" + "Some words. ".repeat(1 + i % 9);
                String repository = "https://example.org/demo.git";
                stamps.add(
                        i,
                        hash("stamp" + i),
                        "main",
                        revision(i),
                        repository,
                        "main",
                        "demo",
                        when);
                changes.add(
                        i, author, text, "main", revision(i), when, repository, "main", "demo", i);
                for (int file = 0; file <= i % 5; file++) {
                    files.add(i, "src/part%d/file%d.c".formatted(i % 40, file));
                }
            }
        }
    }

    private void history() throws SQLException, IOException {
        int stepped = builds - builds / 10;
        try (Rows sets =
                        rows(
                                "buildsets",
                                "id",
                                "reason",
                                "submitted_at",
                                "complete",
                                "complete_at",
                                "results");
                Rows sources = rows("buildset_sourcestamps", "buildsetid", "sourcestampid");
                Rows requests =
                        rows(
                                "buildrequests",
                                "id",
                                "buildsetid",
                                "builderid",
                                "priority",
                                "complete",
                                "results",
                                "submitted_at",
                                "complete_at",
                                "waited_for");
                Rows rows =
                        rows(
                                "builds",
                                "id",
                                "number",
                                "builderid",
                                "buildrequestid",
                                "workerid",
                                "masterid",
                                "started_at",
                                "complete_at",
                                "locks_duration_s",
                                "state_string",
                                "results");
                Rows properties = rows("build_properties", "buildid", "name", "value", "source")) {
            for (int i = 1; i <= builds; i++) {
                int builder = i * 37 % BUILDERS + 1;
                int result = random.nextInt(100) < 78 ? 0 : random.nextInt(7);
                int change = Math.max(1, (int) ((long) CHANGES * i / builds));
                long began = END - SPAN + SPAN * i / builds;
                long ended = began + 20 + random.nextInt(1800);
                int number = (i - 1) / BUILDERS + 1;
                sets.add(i, "a change", began - 5, 1, ended, result);
                sources.add(i, change);
                requests.add(i, i, builder, 0, 1, result, began - 5, ended, 0);
                String state = result == 0 ? "build successful" : "failed 'make check' (failure)";
                int worker = builder % WORKERS + 1;
                rows.add(i, number, builder, i, worker, 1, began, ended, 0, state, result);
                properties.add(i, "branch", "\"main\"", "Build");
                properties.add(i, "buildername", "\"builder-%03d\"".formatted(builder), "Builder");
                properties.add(i, "buildnumber", Integer.toString(number), "Build");
                properties.add(i, "got_revision", '"' + revision(change) + '"', "Git");
                properties.add(i, "scheduler", "\"on-change\"", "Scheduler");
                properties.add(i, "workername", "\"worker-" + worker + '"', "Worker");
            }
        }
        for (int i = stepped + 1; i <= builds; i++) {
            steps(i);
        }
        claimAll();
    }

    private void claimAll() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO buildrequest_claims (brid, masterid, claimed_at)"
                            + " SELECT id, 1, submitted_at FROM buildrequests");
        }
    }

    private void steps(int build) throws SQLException, IOException {
        try (Rows steps =
                        rows(
                                "steps",
                                "id",
                                "number",
                                "name",
                                "buildid",
                                "started_at",
                                "locks_acquired_at",
                                "complete_at",
                                "state_string",
                                "results",
                                "urls_json",
                                "hidden");
                Rows logs =
                        rows(
                                "logs",
                                "id",
                                "name",
                                "slug",
                                "stepid",
                                "complete",
                                "num_lines",
                                "type")) {
            for (int number = 0; number < STEPS; number++) {
                boolean last = build == builds && number == STEPS - 1;
                int lines = last ? LONG_LOG : LINES;
                long began = END - SPAN + SPAN * build / builds + 5L * number;
                String state = "'" + STEP[number] + "'";
                steps.add(
                        ++stepid,
                        number,
                        STEP[number],
                        build,
                        began,
                        began,
                        began + 5,
                        state,
                        0,
                        "[]",
                        0);
                logs.add(++logid, "stdio", "stdio", stepid, 1, lines, "s");
                chunks(lines);
            }
        }
    }

    /** Lines in pieces of 64 kB, each packed by zlib as Buildbot's are. */
    private void chunks(int lines) throws SQLException, IOException {
        try (Rows chunks =
                rows("logchunks", "logid", "first_line", "last_line", "content", "compressed")) {
            int first = 0;
            while (first < lines) {
                StringJoiner text = new StringJoiner("\n");
                int next = first;
                while (next < lines && text.length() < CHUNK - 200) {
                    text.add(line());
                    next++;
                }
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
                    zlib.write(text.toString().getBytes(StandardCharsets.UTF_8));
                }
                chunks.add(logid, first, next - 1, packed.toByteArray(), 1);
                first = next;
            }
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder("o");
        for (int words = 4 + random.nextInt(12); words > 0; words--) {
            line.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return line.toString();
    }

    private static String revision(int change) {
        return hash("revision" + change);
    }

    private static String hash(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
