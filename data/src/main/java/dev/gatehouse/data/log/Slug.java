package dev.gatehouse.data.log;

import java.util.regex.Pattern;

/** A log's name for paths: the name itself where that will do, else made of what will. Stateless. */
final class Slug {
    private static final int LENGTH = 50;
    private static final Pattern FITTING =
            Pattern.compile("[A-Za-z_\\-\u00a0-\\x{10FFFF}][A-Za-z0-9_\\-\u00a0-\\x{10FFFF}]*");

    private Slug() {}

    static String of(String name) {
        if (name.codePointCount(0, name.length()) <= LENGTH && FITTING.matcher(name).matches()) {
            return name;
        }
        StringBuilder slug = new StringBuilder();
        name.codePoints()
                .limit(LENGTH)
                .forEach(
                        character ->
                                slug.append(slug.isEmpty() ? first(character) : later(character)));
        return slug.isEmpty() ? "_" : slug.toString();
    }

    private static char first(int character) {
        return isLetter(character) || character == '_' || character == '-' ? (char) character : '_';
    }

    private static char later(int character) {
        return character >= '0' && character <= '9' ? (char) character : first(character);
    }

    private static boolean isLetter(int character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
    }
}
