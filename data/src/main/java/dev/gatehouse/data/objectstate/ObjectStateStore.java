package dev.gatehouse.data.objectstate;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Small JSON texts by owner (name and class) and key, shared with Buildbot: the secret of sessions, the
 * revisions that a poller has seen. Safe for use by many threads.
 */
public final class ObjectStateStore {
    private static final int OBJECT_NAME = 128;
    private static final int STATE_NAME = 255;

    private final Database database;

    public ObjectStateStore(Database database) {
        this.database = database;
    }

    public Optional<String> get(String name, String className, String key) {
        return get(database, name, className, key);
    }

    /** The JSON text that is kept there. */
    public Optional<String> get(Reader reader, String name, String className, String key) {
        return reader.one(
                "SELECT s.value_json FROM object_state s JOIN objects o ON o.id = s.objectid WHERE"
                        + " o.name = ? AND o.class_name = ? AND s.name = ?",
                row -> row.text("value_json"),
                fitting(name, OBJECT_NAME),
                className,
                fitting(key, STATE_NAME));
    }

    /**
     * @param json the JSON text to keep
     */
    public void set(Transaction tx, String name, String className, String key, String json) {
        long objectid = objectOf(tx, name, className);
        String keptAs = fitting(key, STATE_NAME);
        if (tx.update(
                        "UPDATE object_state SET value_json = ? WHERE objectid = ? AND name = ?",
                        json,
                        objectid,
                        keptAs)
                == 0) {
            tx.update(
                    "INSERT INTO object_state (objectid, name, value_json) VALUES (?, ?, ?)",
                    objectid,
                    keptAs,
                    json);
        }
    }

    /** What is kept there; if nothing is, what is given is kept from now on. */
    public String getOrCreate(
            Transaction tx, String name, String className, String key, Supplier<String> json) {
        return get(tx, name, className, key)
                .orElseGet(
                        () -> {
                            String created = json.get();
                            set(tx, name, className, key, created);
                            return created;
                        });
    }

    private static long objectOf(Transaction tx, String name, String className) {
        String keptAs = fitting(name, OBJECT_NAME);
        return tx.one(
                        "SELECT id FROM objects WHERE name = ? AND class_name = ?",
                        row -> row.number("id"),
                        keptAs,
                        className)
                .orElseGet(
                        () ->
                                tx.insert(
                                        "INSERT INTO objects (name, class_name) VALUES (?, ?)",
                                        keptAs,
                                        className));
    }

    /** As Buildbot does: half of what is too long, then as much of its hash as fits into the other half. */
    private static String fitting(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        String hash = Sql.hash(text);
        int half = length / 2;
        return text.substring(0, half) + hash.substring(0, Math.min(half, hash.length()));
    }
}
