package dev.gatehouse.www.login;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Of people whom a directory describes, or a class of one's own: who has other groups, another address or other
 * fields than when he logged in, and whose account is gone or switched off, is logged out. Any thread; each
 * call waits for the source.
 */
public final class DetailsRecheck implements Recheck {
    private final String name;
    private final UserInfo source;
    private final Duration every;

    /**
     * @param name the realm of the people
     * @param every how often somebody is looked up
     */
    public DetailsRecheck(String name, UserInfo source, Duration every) {
        this.name = name;
        this.source = source;
        this.every = every;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public Optional<String> standing(String subject, String username) {
        try {
            return source.find(username).map(DetailsRecheck::digest);
        } catch (UserInfoUnavailable e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** What rules may look at; a changed full name gives nobody anything. */
    static String digest(Map<String, Object> details) {
        Map<String, Object> counted = new TreeMap<>(details);
        counted.remove("full_name");
        counted.remove("avatar_url");
        StringBuilder text = new StringBuilder("details");
        counted.forEach(
                (key, value) -> {
                    Collection<?> values =
                            value instanceof Collection<?> several ? several : List.of(value);
                    values.stream()
                            .map(String::valueOf)
                            .sorted()
                            .forEach(one -> text.append('\0').append(key).append('\0').append(one));
                });
        return Secrets.sha256(text.toString());
    }
}
