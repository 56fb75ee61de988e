package dev.gatehouse.data.event;

/** A subscription in force; closing it twice is harmless. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
