package dev.gatehouse.www.login;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.objectstate.ObjectStateStore;
import dev.gatehouse.www.RandomText;
import dev.gatehouse.www.oauth.Sealing;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A key for what outlives the sessions' secret. It is random, lies in the database sealed with that secret, and
 * is sealed anew in the transaction that changes it. Any thread.
 */
public final class LastingKey {
    private static final String NAME = "www";
    private static final String OURS = "dev.gatehouse.www.login.LastingKey";
    private static final String STATE = "sealed_key";
    private static final String FIELD = "key";
    private static final int LONGEST = 1024;

    private static final Sealing SEALING =
            new Sealing("gatehouse: the key that outlives the sessions' secret", LONGEST);

    private final Database books;
    private final ObjectStateStore own;
    private final Supplier<Secrets> secrets;

    /**
     * @param books where it is kept
     * @param own the same database's
     * @param secrets those that hold, as the database has them now
     */
    LastingKey(Database books, ObjectStateStore own, Supplier<Secrets> secrets) {
        this.books = books;
        this.own = own;
        this.secrets = secrets;
    }

    /** Empty where there is none yet, or it was sealed with a secret that nobody knows any longer. */
    public Optional<String> find() {
        // Between the two looks somebody may change both.
        return look().or(this::look);
    }

    private Optional<String> look() {
        return own.get(NAME, OURS, STATE).flatMap(kept -> opened(kept, secrets.get()));
    }

    /** The same, made where there is none. */
    public String get() {
        return find().orElseGet(this::made);
    }

    private String made() {
        Secrets now = secrets.get();
        return books.inTransaction(
                tx ->
                        own.get(tx, NAME, OURS, STATE)
                                .flatMap(kept -> opened(kept, now))
                                .orElseGet(
                                        () -> {
                                            String key = RandomText.hex();
                                            keep(tx, key, now.current());
                                            return key;
                                        }));
    }

    /** Part of the change from one secret to another. */
    void sealAnew(Transaction tx, Secrets before, String secret) {
        own.get(tx, NAME, OURS, STATE)
                .flatMap(kept -> opened(kept, before))
                .ifPresent(key -> keep(tx, key, secret));
    }

    private void keep(Transaction tx, String key, String secret) {
        own.set(tx, NAME, OURS, STATE, '"' + SEALING.seal(Map.of(FIELD, key), secret) + '"');
    }

    private static Optional<String> opened(String kept, Secrets secrets) {
        String sealed = kept.replace("\"", "");
        return secrets.tried(secret -> SEALING.open(sealed, secret))
                .map(fields -> String.valueOf(fields.get(FIELD)));
    }
}
