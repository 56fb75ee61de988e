package dev.gatehouse.www.login;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Several sources about the people of one way, such as a file of passwords and a directory: all must say what
 * they said at the login. Any thread.
 */
public final class Together implements Recheck {
    private final List<Recheck> parts;

    private Together(List<Recheck> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Of these one, if there are any: itself, where there is but one. */
    public static List<Recheck> of(List<Recheck> parts) {
        return parts.size() < 2 ? List.copyOf(parts) : List.of(new Together(parts));
    }

    @Override
    public String name() {
        return parts.get(0).name();
    }

    @Override
    public Duration every() {
        return parts.stream()
                .map(Recheck::every)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @Override
    public Optional<String> standing(String subject, String username) {
        List<String> all = new ArrayList<>();
        for (Recheck part : parts) {
            Optional<String> standing = part.standing(subject, username);
            if (standing.isEmpty()) {
                return standing;
            }
            all.add(standing.get());
        }
        return Optional.of(Secrets.sha256(String.join(" ", all)));
    }
}
