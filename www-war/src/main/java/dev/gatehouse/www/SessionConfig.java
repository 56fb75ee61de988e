package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code www.sessions}.
 *
 * @param idle how long a session lives without a request; zero: as long as its cookie
 * @param sharedWithBuildbot whether the cookie has Buildbot's name also over TLS
 * @param recheck how often directories and providers are asked again about those who are logged in; zero:
 *     never
 * @param perUser how many one user may have at a time, the oldest ends; zero: any number
 */
public record SessionConfig(
        Duration idle, boolean sharedWithBuildbot, Duration recheck, int perUser) {
    /** From Friday evening to Monday morning somebody stays logged in; after a longer absence not. */
    private static final Duration IDLE = Duration.ofDays(3);

    /** The database hears of a use at most once a minute. */
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    /** Long enough for a directory with thousands of people, short enough for somebody who has left. */
    private static final Duration RECHECK = Duration.ofMinutes(10);

    /** There is a look round once a minute. */
    private static final Duration SHORTEST_RECHECK = Duration.ofMinutes(1);

    private static final int MOST_PER_USER = 500;

    static SessionConfig of(Optional<Setting> sessions) {
        sessions.ifPresent(
                setting ->
                        setting.allowOnly("idle", "shared_with_buildbot", "recheck", "per_user"));
        return new SessionConfig(
                sessions.flatMap(s -> s.get("idle")).map(SessionConfig::idle).orElse(IDLE),
                sessions.map(s -> s.flag("shared_with_buildbot", false)).orElse(false),
                sessions.flatMap(s -> s.get("recheck")).map(SessionConfig::recheck).orElse(RECHECK),
                sessions.flatMap(s -> s.get("per_user")).map(SessionConfig::perUser).orElse(0));
    }

    private static int perUser(Setting setting) {
        long most = setting.number();
        if (most < 0 || most > MOST_PER_USER) {
            setting.error("must be from 1 to " + MOST_PER_USER + ", or 0 for any number");
            return 0;
        }
        return (int) most;
    }

    private static Duration recheck(Setting setting) {
        Duration recheck = setting.duration();
        if (!recheck.isZero() && recheck.compareTo(SHORTEST_RECHECK) < 0) {
            setting.error("must be a minute or more, or 0 for never");
            return RECHECK;
        }
        return recheck;
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
