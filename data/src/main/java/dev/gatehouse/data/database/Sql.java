package dev.gatehouse.data.database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Small pieces that SQL of several stores needs. Stateless. */
public final class Sql {

    private Sql() {}

    /** Question marks for an IN list: {@code ?, ?, ?}. At least one is needed. */
    public static String marks(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("an IN list needs at least one value");
        }
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /**
     * Buildbot's hash of a name, or of several values: SHA-1 over the values joined by a zero byte, texts as
     * UTF-8, numbers as decimal text, null as the byte F5. 40 hexadecimal digits in lower case.
     */
    public static String hash(@Nullable Object... values) {
        MessageDigest digest = sha1();
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                digest.update((byte) 0);
            }
            Object value = values[i];
            if (value == null) {
                digest.update((byte) 0xF5);
            } else {
                digest.update(value.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A text that fits a column of so many characters: what is longer ends with an ellipsis. */
    public static @Nullable String cut(@Nullable String text, int characters) {
        if (text == null || text.codePointCount(0, text.length()) <= characters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, characters - 1)) + "…";
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
