package dev.gatehouse.www.login.accounts;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an account may be called: whatever people read as one name, so that nobody can pass for somebody else.
 * Stateless.
 */
final class AccountName {
    private static final int LONGEST = 64;

    /** Written together in one language. */
    private static final Set<UnicodeScript> JAPANESE =
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);

    private static final Set<UnicodeScript> NO_LETTERS =
            EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED);

    private AccountName() {}

    /** What is wrong with it; empty: nothing. */
    static Optional<String> fault(String name) {
        if (name.isBlank()) {
            return Optional.of("an account needs a name");
        }
        if (name.codePointCount(0, name.length()) > LONGEST || folded(name).length() > LONGEST) {
            return Optional.of("the name of an account has at most " + LONGEST + " characters");
        }
        if (!name.codePoints().allMatch(AccountName::isLegal)) {
            return Optional.of(
                    "the name of an account is made of letters, digits, and these: . _ - + @");
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFKC)) {
            return Optional.of(
                    "the name of an account has letters that look like others; write it with plain"
                            + " ones");
        }
        if (mixesScripts(name)) {
            return Optional.of(
                    "the name of an account mixes alphabets, whose letters may look alike");
        }
        return Optional.empty();
    }

    /** No blanks, no colons (HTTP Basic ends a name there), nothing invisible. */
    private static boolean isLegal(int c) {
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || (c < 0x80 && "._-+@".indexOf(c) >= 0);
    }

    private static boolean mixesScripts(String name) {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        name.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
        scripts.removeAll(NO_LETTERS);
        return scripts.size() > 1 && !JAPANESE.containsAll(scripts);
    }

    /** Equal for names that a reader would take for one. */
    static String folded(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
        return Normalizer.normalize(
                plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
    }
}
