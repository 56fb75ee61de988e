package dev.gatehouse.data.log;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.build.BuilderScopes;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables of logs and of their chunks. Safe for use by many threads; appends to one log come from one
 * thread at a time, which gives them their order.
 *
 * <p>A chunk holds the lines {@code first_line} to {@code last_line}, joined by newlines, without the last
 * one's, as UTF-8; of output (type {@code s}) each line begins with its channel: o, e or h.
 */
public final class LogStore {
    private static final String COLUMNS =
            "l.id, l.name, l.slug, l.stepid, l.complete, l.num_lines, l.type";
    private static final SqlTable<Log> TABLE =
            SqlTable.of(
                            Log.class,
                            COLUMNS,
                            "logs l JOIN steps s ON s.id = l.stepid JOIN builds b ON b.id ="
                                    + " s.buildid",
                            "l.id",
                            LogStore::read)
                    .column("logid", "l.id")
                    .column("name", "l.name")
                    .column("slug", "l.slug")
                    .column("stepid", "l.stepid")
                    .column("complete", "l.complete")
                    .column("num_lines", "l.num_lines")
                    .column("type", "l.type")
                    .memoryMode("logid", "name", "slug", "stepid", "complete", "num_lines", "type")
                    .scope("b.builderid {visible}")
                    .few("logid")
                    .few("stepid");
    private static final int SLUG_LENGTH = 50;
    static final int CHUNK_BYTES = 65536;

    private final Database database;
    private final BuilderScopes scopes;
    private final MarkedLogs marked = new MarkedLogs();
    private final UnpackedChunks unpacked = new UnpackedChunks();

    public LogStore(Database database) {
        this.database = database;
        this.scopes =
                new BuilderScopes(
                        database,
                        "SELECT b.builderid FROM logs l JOIN steps s ON s.id = l.stepid JOIN builds b ON b.id = s.buildid WHERE l.id = ?");
    }

    public Page<Log> list(Query query) {
        return QueryToSql.page(database, TABLE, query);
    }

    public Optional<Log> find(long logid) {
        return find(database, logid);
    }

    public Optional<Log> find(Reader reader, long logid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM logs l WHERE l.id = ?", LogStore::read, logid);
    }

    public Optional<Log> find(long stepid, String slug) {
        return database.one(
                "SELECT " + COLUMNS + " FROM logs l WHERE l.stepid = ? AND l.slug = ?",
                LogStore::read,
                stepid,
                slug);
    }

    /** The step's logs to which more may come. */
    public List<Log> unfinished(Reader reader, long stepid) {
        return reader.query(
                "SELECT "
                        + COLUMNS
                        + " FROM logs l WHERE l.stepid = ? AND l.complete = 0 ORDER BY l.id",
                LogStore::read,
                stepid);
    }

    private static Log read(Row row) {
        return new Log(
                row.number("id"),
                row.text("name"),
                row.text("slug"),
                row.number("stepid"),
                row.flag("complete"),
                row.small("num_lines"),
                row.text("type"));
    }

    /** Whose a log is. Of an unknown log nobody's. */
    public Scope scopeOf(long logid) {
        return scopes.of(logid);
    }

    /** The same inside a transaction or on a connection that is held already. */
    public Scope scopeOf(Reader reader, long logid) {
        return scopes.of(reader, logid);
    }

    Optional<LogOrigin> originOf(long logid) {
        return database.one(
                "SELECT s.name AS step, b.number, bu.name AS builder, w.name AS worker FROM logs l"
                        + " JOIN steps s ON s.id = l.stepid LEFT JOIN builds b ON b.id = s.buildid"
                        + " LEFT JOIN builders bu ON bu.id = b.builderid LEFT JOIN workers w ON"
                        + " w.id = b.workerid WHERE l.id = ?",
                row ->
                        new LogOrigin(
                                row.textOrNull("builder"),
                                row.smallOrNull("number"),
                                row.textOrNull("worker"),
                                row.text("step")),
                logid);
    }

    /**
     * A new, empty log.
     *
     * @param type {@code s} for output of a command, {@code t} for text, {@code h} for HTML
     */
    public Log add(Transaction tx, long stepid, String name, String type) {
        Set<String> taken =
                new HashSet<>(
                        tx.query(
                                "SELECT slug FROM logs WHERE stepid = ?",
                                row -> row.text("slug"),
                                stepid));
        long logid =
                tx.insert(
                        "INSERT INTO logs (name, slug, stepid, complete, num_lines, type) VALUES"
                                + " (?, ?, ?, 0, 0, ?)",
                        name,
                        unlike(taken, Slug.of(name)),
                        stepid,
                        type);
        return announced(tx, find(tx, logid).orElseThrow(), "new");
    }

    private static String unlike(Set<String> taken, String slug) {
        String free = slug;
        for (int i = 2; taken.contains(free); i++) {
            String suffix = "_" + i;
            free =
                    slug.substring(0, Math.min(slug.length(), SLUG_LENGTH - suffix.length()))
                            + suffix;
        }
        return free;
    }

    /**
     * Adds whole lines in a transaction of its own.
     *
     * @param lines without newlines; of output each begins with its channel: o, e or h
     * @return the log as it is then
     */
    public Log append(long logid, List<String> lines) {
        Appended appended = database.inTransaction(tx -> appended(tx, logid, lines));
        // not before: what fails in the end was never there
        marked.written(appended.log(), appended.before(), appended.bytes());
        return appended.log();
    }

    public Log append(Transaction tx, long logid, List<String> lines) {
        return appended(tx, logid, lines).log();
    }

    /**
     * What became of some lines.
     *
     * @param before how many lines there were
     * @param bytes of the raw text of the new ones
     */
    private record Appended(Log log, long before, long bytes) {}

    private Appended appended(Transaction tx, long logid, List<String> lines) {
        Log log = find(tx, logid).orElseThrow();
        if (log.complete()) {
            throw new IllegalStateException(
                    "log " + logid + " has ended: nothing can be added to it");
        }
        if (lines.isEmpty()) {
            return new Appended(log, log.num_lines(), 0);
        }
        boolean channels = log.type().equals("s");
        int next = log.num_lines();
        long raw = 0;
        List<byte[]> waiting = new ArrayList<>();
        int size = 0;
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            if (!waiting.isEmpty() && size + bytes.length + 1 > CHUNK_BYTES) {
                raw += store(tx, logid, next, waiting, channels);
                next += waiting.size();
                waiting.clear();
                size = 0;
            }
            waiting.add(bytes);
            size += bytes.length + (waiting.size() == 1 ? 0 : 1);
        }
        raw += store(tx, logid, next, waiting, channels);
        next += waiting.size();
        tx.update("UPDATE logs SET num_lines = ? WHERE id = ?", next, logid);
        Log longer =
                new Log(log.logid(), log.name(), log.slug(), log.stepid(), false, next, log.type());
        return new Appended(announced(tx, longer, "append"), log.num_lines(), raw);
    }

    /** Gives how long the raw text of the lines is, with the last newline and without channels. */
    private static long store(
            Transaction tx, long logid, int firstLine, List<byte[]> lines, boolean channels) {
        byte[] raw = joined(lines);
        byte[] packed = ChunkCodec.compress(raw);
        if (packed.length > CHUNK_BYTES) {
            // One line that neither fits nor can be made to: its end is lost.
            raw = cut(raw, CHUNK_BYTES - 1);
            packed = ChunkCodec.compress(raw);
        }
        store(tx, logid, firstLine, firstLine + lines.size() - 1L, raw, packed);
        long channelBytes = channels ? lines.stream().filter(line -> line.length > 0).count() : 0;
        return raw.length + 1 - channelBytes;
    }

    static void store(
            Transaction tx, long logid, long firstLine, long lastLine, byte[] raw, byte[] packed) {
        boolean smaller = packed.length < raw.length;
        tx.update(
                "INSERT INTO logchunks (logid, first_line, last_line, content, compressed) VALUES"
                        + " (?, ?, ?, ?, ?)",
                logid,
                firstLine,
                lastLine,
                smaller ? packed : raw,
                smaller ? ChunkCodec.ZLIB : ChunkCodec.RAW);
    }

    private static byte[] joined(List<byte[]> lines) {
        int size = lines.size() - 1;
        for (byte[] line : lines) {
            size += line.length;
        }
        byte[] raw = new byte[size];
        int at = 0;
        for (byte[] line : lines) {
            if (at > 0) {
                raw[at++] = '\n';
            }
            System.arraycopy(line, 0, raw, at, line.length);
            at += line.length;
        }
        return raw;
    }

    /** At most so many bytes, without half a character at the end. */
    private static byte[] cut(byte[] text, int length) {
        int end = Math.min(text.length, length);
        while (end > 0 && end < text.length && (text[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    /** Says that nothing more will come; a log that has ended is left as it is. */
    public Log finish(Transaction tx, long logid) {
        int changed =
                tx.update("UPDATE logs SET complete = 1 WHERE id = ? AND complete = 0", logid);
        Log log = find(tx, logid).orElseThrow();
        if (changed == 0) {
            return log;
        }
        new ChunkMerger(tx, logid).run();
        return announced(tx, log, "finished");
    }

    private Log announced(Transaction tx, Log log, String kind) {
        tx.announce(Announcement.of("log", kind, log, scopeOf(tx, log.logid())));
        return log;
    }

    /**
     * Some lines, each with its newline. Empty when there can be none: a first line below 0, a limit below
     * 1, and without a limit an unknown log or a first line behind the last.
     *
     * @param firstline counted from 0; null means 0
     * @param limit how many lines; null means all that there are
     */
    public Optional<Logchunk> contents(long logid, @Nullable Long firstline, @Nullable Long limit) {
        long first = firstline == null ? 0 : firstline;
        if (first < 0 || (limit != null && limit <= 0)) {
            return Optional.empty();
        }
        if (limit != null) {
            long last = first > Long.MAX_VALUE - limit ? Long.MAX_VALUE : first + limit - 1;
            return Optional.of(chunk(logid, first, last));
        }
        return find(logid)
                .map(log -> Math.max(0, log.num_lines() - 1L))
                .filter(last -> first <= last)
                .map(last -> chunk(logid, first, last));
    }

    /** Its text is not read before somebody wants it. */
    private Logchunk chunk(long logid, long first, long last) {
        return new Logchunk(
                logid,
                (int) Math.min(first, Integer.MAX_VALUE),
                () ->
                        new InputStreamReader(
                                new LogText(database, unpacked, logid, first, last, false),
                                StandardCharsets.UTF_8));
    }

    /** The whole text as it is now, without channels; written and read in parts. */
    Answer.Content raw(Log log, String head) {
        return new RawLog(database, marked, unpacked, log, head);
    }
}
