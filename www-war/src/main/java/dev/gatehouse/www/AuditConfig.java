package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.util.Optional;

/**
 * The section {@code www.audit}.
 *
 * @param rotateLength how long {@code audit.log} may become, in bytes
 * @param maxRotatedFiles how many full ones are kept beside it
 */
public record AuditConfig(long rotateLength, int maxRotatedFiles) {
    private static final long ROTATE_LENGTH = 10_000_000;
    private static final int MAX_FILES = 10;

    /** A line has room, and a file is no bigger than an editor opens. */
    private static final long SHORTEST = 10_000;

    private static final int MOST_FILES = 1000;

    static AuditConfig of(Optional<Setting> audit) {
        audit.ifPresent(setting -> setting.allowOnly("logRotateLength", "maxRotatedFiles"));
        return new AuditConfig(
                number(audit, "logRotateLength", ROTATE_LENGTH, SHORTEST, Integer.MAX_VALUE),
                (int) number(audit, "maxRotatedFiles", MAX_FILES, 0, MOST_FILES));
    }

    private static long number(
            Optional<Setting> section, String name, long otherwise, long least, long most) {
        Optional<Setting> setting = section.flatMap(s -> s.get(name));
        long number = setting.map(Setting::number).orElse(otherwise);
        if (number < least || number > most) {
            setting.ifPresent(s -> s.error("must be from " + least + " to " + most));
            return otherwise;
        }
        return number;
    }
}
