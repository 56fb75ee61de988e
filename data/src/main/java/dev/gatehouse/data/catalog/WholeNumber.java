package dev.gatehouse.data.catalog;

import java.util.OptionalLong;

/**
 * Whole numbers as the wire writes them, in paths and in queries: an optional sign, digits of any script,
 * single {@code _} between digits, blanks around. What is beyond 64 bits becomes the nearest number that is
 * not, which no row has.
 */
public final class WholeNumber {
    private WholeNumber() {}

    public static OptionalLong parse(String text) {
        String number = text.strip();
        int start = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
        boolean negative = number.startsWith("-");
        long value = 0;
        boolean afterDigit = false;
        for (int i = start; i < number.length(); ) {
            int character = number.codePointAt(i);
            i += Character.charCount(character);
            if (character == '_' && afterDigit && i < number.length()) {
                afterDigit = false;
                continue;
            }
            int digit = Character.isDigit(character) ? Character.digit(character, 10) : -1;
            if (digit < 0) {
                return OptionalLong.empty();
            }
            afterDigit = true;
            value = append(value, negative ? -digit : digit);
        }
        return afterDigit ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static long append(long value, int digit) {
        try {
            return Math.addExact(Math.multiplyExact(value, 10L), digit);
        } catch (ArithmeticException tooLarge) {
            return digit < 0 || value < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
