package dev.gatehouse.data.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a database's connections come from. Safe for use by many threads; of writers one is out at a time. */
interface Connections extends AutoCloseable {

    Dialect dialect();

    /** What the database is called in messages, without a password. */
    String place();

    /** For reading; closing it gives it back. */
    Connection reader() throws SQLException;

    /** What statements on a connection for reading gave before; nothing where that cannot be held against commits. */
    default Recall recall(Connection reader) {
        return Recall.NOTHING;
    }

    /**
     * For writing, in a transaction that has begun; it is committed or rolled back by the methods here before it
     * is given back.
     */
    Connection writer() throws SQLException;

    void commit(Connection writer) throws SQLException;

    void rollback(Connection writer) throws SQLException;

    void giveBack(Connection writer) throws SQLException;

    /**
     * A copy of the whole, beside it, before its schema is changed; nothing where copies are the business of a
     * server's administrator.
     */
    void backUp(String suffix) throws SQLException;

    @Override
    void close();
}
