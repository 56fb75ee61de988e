package dev.gatehouse.www.login;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * How an API token is written: {@code gh_}, thirty random letters and digits (178 bits), and six that follow
 * from these, so that a slip of the pen is told from a wrong token without asking anybody, and a scanner of
 * published files knows one when it sees it. Stateless.
 */
final class TokenText {
    static final String PREFIX = "gh_";

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int RANDOM = 30;
    private static final int CHECK = 6;
    private static final Pattern SHAPE = Pattern.compile("gh_[0-9A-Za-z]{36}");

    private TokenText() {}

    /** One that nobody has had before. */
    static String fresh() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text + check(text.substring(PREFIX.length()));
    }

    /** Whether it may be one at all. */
    static boolean wellFormed(String text) {
        return SHAPE.matcher(text).matches()
                && check(text.substring(PREFIX.length(), PREFIX.length() + RANDOM))
                        .equals(text.substring(PREFIX.length() + RANDOM));
    }

    private static String check(String random) {
        CRC32 crc = new CRC32();
        crc.update(random.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        StringBuilder check = new StringBuilder();
        for (int i = 0; i < CHECK; i++) {
            check.append(DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        return check.reverse().toString();
    }
}
