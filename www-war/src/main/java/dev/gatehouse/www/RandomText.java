package dev.gatehouse.www;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Texts that nobody can guess. Any thread. */
public final class RandomText {
    private static final int PASSWORD_BYTES = 16;
    private static final int HEX_BYTES = 16;

    private RandomText() {}

    /** Twenty-two characters, of 128 random bits, that can be typed and put into a URL or a YAML text as they are. */
    public static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
    }

    /** Thirty-two hexadecimal digits. */
    public static String hex() {
        return HexFormat.of().formatHex(bytes(HEX_BYTES));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
