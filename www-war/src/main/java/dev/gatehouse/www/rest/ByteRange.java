package dev.gatehouse.www.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one part of an answer that a {@code Range} header asks for (RFC 9110, section 14).
 *
 * @param count how many bytes; 0 when the range lies outside of the answer
 */
record ByteRange(long from, long count) {
    private static final Pattern SINGLE = Pattern.compile("(?i)bytes=\\s*(\\d*)-(\\d*)\\s*");

    /** More digits are a number beyond every length. */
    private static final int DIGITS = 18;

    /**
     * Empty when the whole is to be sent: without a header, for several ranges, another unit or nonsense,
     * which the standard lets a server ignore.
     */
    static Optional<ByteRange> of(@Nullable String header, long length) {
        Matcher matcher = SINGLE.matcher(header == null ? "" : header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(suffix(number(last), length));
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return Optional.empty();
        }
        return Optional.of(
                from >= length
                        ? new ByteRange(0, 0)
                        : new ByteRange(from, Math.min(to, length - 1) - from + 1));
    }

    private static ByteRange suffix(long count, long length) {
        long some = Math.min(count, length);
        return new ByteRange(length - some, some);
    }

    private static long number(String digits) {
        return digits.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    boolean satisfiable() {
        return count > 0;
    }

    /** The value of {@code Content-Range}. */
    String of(long length) {
        return satisfiable()
                ? "bytes " + from + "-" + (from + count - 1) + "/" + length
                : "bytes */" + length;
    }
}
