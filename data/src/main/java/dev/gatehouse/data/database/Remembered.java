package dev.gatehouse.data.database;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A few recently used answers that never change, so that they are not asked again. Bounded: the one used
 * longest ago makes room for a new one. Safe for use by many threads.
 */
public final class Remembered<K, V> {
    private final Map<K, V> answers;

    public Remembered(int bound) {
        this.answers =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > bound;
                    }
                };
    }

    public synchronized Optional<V> get(K key) {
        return Optional.ofNullable(answers.get(key));
    }

    /** Only what is committed: a transaction that fails frees its ids for others. */
    public synchronized void put(K key, V answer) {
        answers.put(key, answer);
    }

    public synchronized void forget() {
        answers.clear();
    }
}
