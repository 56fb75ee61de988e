package dev.gatehouse.www.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What is waiting to be sent to one client, bounded by messages and by bytes. Full means: the client is too
 * slow, nothing more is taken, and its stream ends; it reconnects and fetches anew. Any thread.
 */
final class Outbox {
    static final int MAX_MESSAGES = 2000;
    static final long MAX_CHARACTERS = 4 << 20;

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
        messages.add(message);
        characters += message.length();
        return true;
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
