package dev.gatehouse.data.account;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Codes that work once, for every node on the database. Safe for use by many threads. */
public final class CodeStore {
    /**
     * One of them.
     *
     * @param hash of the code, which itself is nowhere; at most 64 characters
     * @param purpose what it is good for, at most 16 characters
     * @param email the address that whoever has the code can read; empty where it was not mailed
     */
    public record Code(String hash, String subject, String purpose, String email, Instant endsAt) {}

    private static final String COLUMNS = "code_hash, subject, purpose, email, ends_at";

    private final Database database;

    public CodeStore(Database database) {
        this.database = database;
    }

    /** In place of all that the same account had for the same purpose. */
    public void replace(String subject, String purpose, Collection<Code> codes) {
        database.inTransaction(
                tx -> {
                    tx.update(
                            "DELETE FROM gatehouse_account_codes WHERE subject = ? AND purpose = ?",
                            subject,
                            purpose);
                    for (Code code : codes) {
                        tx.update(
                                "INSERT INTO gatehouse_account_codes ("
                                        + COLUMNS
                                        + ") VALUES (?, ?, ?, ?, ?)",
                                code.hash(),
                                code.subject(),
                                code.purpose(),
                                code.email(),
                                code.endsAt());
                    }
                    return true;
                });
    }

    /** Without using it up. */
    public Optional<Code> find(String hash, Instant now) {
        return database.one(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_account_codes WHERE code_hash = ? AND ends_at > ?",
                CodeStore::read,
                hash,
                now);
    }

    /** Uses it up; false where somebody else was faster. */
    public boolean take(Code code) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        "DELETE FROM gatehouse_account_codes WHERE code_hash = ?",
                                        code.hash()))
                > 0;
    }

    public List<Code> of(String subject, String purpose, Instant now) {
        return database.query(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_account_codes WHERE subject = ? AND purpose = ? AND"
                        + " ends_at > ? ORDER BY code_hash LIMIT 100",
                CodeStore::read,
                subject,
                purpose,
                now);
    }

    /** Forgets those that are over. */
    public void purge(Instant now) {
        database.inTransaction(
                tx -> tx.update("DELETE FROM gatehouse_account_codes WHERE ends_at <= ?", now));
    }

    private static Code read(Row row) {
        return new Code(
                row.text("code_hash"),
                row.text("subject"),
                row.text("purpose"),
                row.text("email"),
                row.time("ends_at"));
    }
}
