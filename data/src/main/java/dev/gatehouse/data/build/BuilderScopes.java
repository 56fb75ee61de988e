package dev.gatehouse.data.build;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Remembered;

/**
 * Whose a build, or what belongs to one, is: asked for each event and each nested path, answered from the
 * last {@value #BOUND}, as it never changes. Safe for use by many threads.
 */
public final class BuilderScopes {
    static final int BOUND = 4096;

    private final Database database;
    private final String sql;
    private final Remembered<Long, Scope> known = new Remembered<>(BOUND);

    /**
     * @param sql selects {@code builderid} for the one id that it is given
     */
    public BuilderScopes(Database database, String sql) {
        this.database = database;
        this.sql = sql;
    }

    /** Of what is unknown nobody's, so that it looks like a hidden one. */
    public Scope of(long id) {
        return known.get(id)
                .orElseGet(
                        () -> {
                            Scope scope = read(database, id);
                            if (!scope.builderids().isEmpty()) {
                                known.put(id, scope);
                            }
                            return scope;
                        });
    }

    /** The same inside a transaction, whose own rows may not come to be, or on a connection that is held. */
    public Scope of(Reader reader, long id) {
        return known.get(id).orElseGet(() -> read(reader, id));
    }

    private Scope read(Reader reader, long id) {
        return Scope.builders(reader.query(sql, row -> row.number("builderid"), id));
    }
}
