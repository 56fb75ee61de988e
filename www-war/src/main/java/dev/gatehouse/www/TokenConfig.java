package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.login.TokenBook;
import java.time.Duration;
import java.util.Optional;

/** The section {@code www.tokens}: how many API tokens there may be, for how long, and for whom. Stateless. */
final class TokenConfig {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int MOST = 1000;

    private TokenConfig() {}

    static TokenBook.Settings of(Optional<Setting> section) {
        TokenBook.Settings usual = TokenBook.Settings.USUAL;
        if (section.isEmpty()) {
            return usual;
        }
        Setting tokens = section.get();
        tokens.allowOnly("max_age", "default_age", "per_user", "login_within");
        Duration maxAge = tokens.duration("max_age", usual.maxAge());
        if (maxAge.compareTo(SHORTEST) < 0) {
            tokens.need("max_age").error("must be a minute or more");
        }
        Duration usualAge =
                tokens.duration(
                        "default_age",
                        maxAge.compareTo(usual.usualAge()) < 0 ? maxAge : usual.usualAge());
        if (usualAge.compareTo(SHORTEST) < 0 || usualAge.compareTo(maxAge) > 0) {
            tokens.need("default_age").error("must be from a minute to max_age");
        }
        long perUser = tokens.number("per_user", usual.perUser());
        if (perUser < 0 || perUser > MOST) {
            tokens.need("per_user").error("must be from 1 to " + MOST + ", or 0 for none at all");
        }
        Duration loginWithin = tokens.duration("login_within", usual.loginWithin());
        if (!loginWithin.isZero() && loginWithin.compareTo(SHORTEST) < 0) {
            tokens.need("login_within").error("must be a minute or more, or 0 for no limit");
        }
        return new TokenBook.Settings(maxAge, usualAge, (int) perUser, loginWithin);
    }
}
