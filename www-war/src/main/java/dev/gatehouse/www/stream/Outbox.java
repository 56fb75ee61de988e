package dev.gatehouse.www.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is waiting to be sent to one client, bounded by messages and by bytes. Full means: the client is too
 * slow, nothing more is taken, and its stream ends; it comes back and resumes. Any thread.
 */
final class Outbox {
    static final int MAX_MESSAGES = 2000;
    static final long MAX_CHARACTERS = 4 << 20;

    /** What was missed may fill the half of it, so that room is left for what happens meanwhile. */
    static final int MAX_MISSED = MAX_MESSAGES / 2;

    /** Events pass through a bus that waits for nobody, so this never blocks. */
    private final Deque<String> messages = new ArrayDeque<>();

    private long characters;
    private boolean full;

    /** False, from now on for ever, when there is no room. */
    synchronized boolean offer(String message) {
        if (full) {
            return false;
        }
        boolean room =
                messages.size() < MAX_MESSAGES && characters + message.length() <= MAX_CHARACTERS;
        if (!room && !messages.isEmpty()) {
            full = true;
            messages.clear();
            characters = 0;
            return false;
        }
        add(message);
        return true;
    }

    /** All of them or, when they would fill more than the half, none; then nothing has changed. */
    synchronized boolean offerMissed(List<String> missed) {
        long more = missed.stream().mapToLong(String::length).sum();
        if (full
                || messages.size() + missed.size() > MAX_MISSED
                || characters + more > MAX_CHARACTERS / 2) {
            return false;
        }
        missed.forEach(this::add);
        return true;
    }

    private void add(String message) {
        messages.add(message);
        characters += message.length();
    }

    synchronized Optional<String> poll() {
        Optional<String> message = Optional.ofNullable(messages.poll());
        message.ifPresent(text -> characters -= text.length());
        return message;
    }

    synchronized boolean isEmpty() {
        return messages.isEmpty();
    }
}
