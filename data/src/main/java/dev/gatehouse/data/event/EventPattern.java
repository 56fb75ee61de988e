package dev.gatehouse.data.event;

import java.util.List;

/**
 * Which keys a subscriber wants: segments that match literally, or {@code *} for exactly one segment. The
 * number of segments must be equal.
 */
public record EventPattern(List<String> segments) {
    public EventPattern {
        segments = List.copyOf(segments);
    }

    /** Splits at slashes; an empty segment is kept and matches nothing. */
    public static EventPattern of(String path) {
        return new EventPattern(List.of(path.split("/", -1)));
    }

    public boolean matches(List<String> key) {
        if (key.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < key.size(); i++) {
            if (!segments.get(i).equals("*") && !segments.get(i).equals(key.get(i))) {
                return false;
            }
        }
        return true;
    }
}
