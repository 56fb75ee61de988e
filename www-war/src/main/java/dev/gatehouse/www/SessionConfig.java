package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code www.sessions}.
 *
 * @param idle how long a session lives without a request; zero: as long as its cookie
 * @param sharedWithBuildbot whether the cookie has Buildbot's name also over TLS
 */
public record SessionConfig(Duration idle, boolean sharedWithBuildbot) {
    /** From Friday evening to Monday morning somebody stays logged in; after a longer absence not. */
    private static final Duration IDLE = Duration.ofDays(3);

    /** The database hears of a use at most once a minute. */
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    static SessionConfig of(Optional<Setting> sessions) {
        sessions.ifPresent(setting -> setting.allowOnly("idle", "shared_with_buildbot"));
        return new SessionConfig(
                sessions.flatMap(s -> s.get("idle")).map(SessionConfig::idle).orElse(IDLE),
                sessions.map(s -> s.flag("shared_with_buildbot", false)).orElse(false));
    }

    private static Duration idle(Setting setting) {
        Duration idle = setting.duration();
        if (!idle.isZero() && idle.compareTo(SHORTEST) < 0) {
            setting.error("must be 5 minutes or more, or 0 for no limit");
            return IDLE;
        }
        return idle;
    }
}
