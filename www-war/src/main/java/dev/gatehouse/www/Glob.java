package dev.gatehouse.www;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Shell patterns as Buildbot's configuration has them: {@code *} any run of characters, {@code ?} one,
 * {@code [seq]} and {@code [!seq]} one of a set; the whole text must match and case counts. A bracket
 * that is never closed stands for itself. Immutable.
 */
public final class Glob {
    private final Pattern pattern;

    private Glob(Pattern pattern) {
        this.pattern = pattern;
    }

    public static Glob of(String glob) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                // possessive would lose matches; runs of stars are one star, so that nothing
                // explodes
                case '*' -> {
                    if (!regex.toString().endsWith(".*")) {
                        regex.append(".*");
                    }
                }
                case '?' -> regex.append('.');
                case '[' -> {
                    int close = closing(glob, at);
                    if (close < 0) {
                        regex.append("\\[");
                    } else {
                        regex.append(set(glob.substring(at, close)));
                        at = close + 1;
                    }
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            // a range written backwards, such as [z-a], matches nothing, as in Python
            return new Glob(Pattern.compile("(?!)"));
        }
    }

    public boolean matches(String text) {
        return pattern.matcher(text).matches();
    }

    private static int closing(String glob, int from) {
        int at = from;
        if (at < glob.length() && glob.charAt(at) == '!') {
            at++;
        }
        if (at < glob.length() && glob.charAt(at) == ']') {
            at++;
        }
        return glob.indexOf(']', at);
    }

    private static String set(String inside) {
        boolean not = inside.startsWith("!");
        StringBuilder set = new StringBuilder(not ? "[^" : "[");
        for (char c : inside.substring(not ? 1 : 0).toCharArray()) {
            if (c != '-' && !Character.isLetterOrDigit(c)) {
                set.append('\\');
            }
            set.append(c);
        }
        return set.append(']').toString();
    }
}
