package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.login.Guessing;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The section {@code www.guessing}: how many failed logins lock out, and for how long. Stateless. */
final class GuessingConfig {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST = 1000;

    private GuessingConfig() {}

    static Guessing.Settings of(Optional<Setting> section) {
        Guessing.Settings usual = Guessing.Settings.USUAL;
        if (section.isEmpty()) {
            return usual;
        }
        Setting guessing = section.get();
        guessing.allowOnly("failures", "pause", "never_locked");
        long failures = guessing.number("failures", usual.failures());
        if (failures < 0 || failures > MOST) {
            guessing.need("failures").error("must be from 1 to " + MOST + ", or 0 for no limit");
        }
        Duration pause = guessing.duration("pause", usual.pause());
        if (pause.isZero() || pause.compareTo(LONGEST) > 0) {
            guessing.need("pause").error("must be more than nothing and at most a day");
        }
        Set<String> never = new HashSet<>(guessing.texts("never_locked"));
        return new Guessing.Settings((int) failures, pause, never);
    }
}
