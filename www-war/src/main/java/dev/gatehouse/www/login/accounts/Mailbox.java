package dev.gatehouse.www.login.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address that mail can be sent to, the part behind the {@code @} in small letters. Only what needs no quoting
 * anywhere is one: nothing in it can end a header line, name a second recipient or ask a server to pass it on.
 *
 * @param text the whole of it
 */
record Mailbox(String text) {
    private static final int LONGEST = 254;

    private static final Pattern SHAPE =
            Pattern.compile(
                    "([A-Za-z0-9_'=~&*+-]+(?:\\.[A-Za-z0-9_'=~&*+-]+)*)"
                            + "@([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)");

    /** Empty where it is none. */
    static Optional<Mailbox> of(String typed) {
        String stripped = typed.strip();
        Matcher matcher = SHAPE.matcher(stripped);
        return stripped.length() > LONGEST || !matcher.matches()
                ? Optional.empty()
                : Optional.of(
                        new Mailbox(
                                matcher.group(1)
                                        + "@"
                                        + matcher.group(2).toLowerCase(Locale.ROOT)));
    }

    String domain() {
        return text.substring(text.indexOf('@') + 1);
    }
}
