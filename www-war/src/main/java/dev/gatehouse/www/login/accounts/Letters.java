package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.account.Account;
import java.time.Duration;

/**
 * What the mail says. Nothing in it was chosen by somebody who has not shown that the address is his: a name in a
 * message to a stranger would be a way to send him advertisements. Immutable.
 */
final class Letters {
    private final String title;
    private final String url;

    /**
     * @param title what the server is called
     * @param url where browsers find it, with a final slash
     */
    Letters(String title, String url) {
        this.title = title;
        this.url = url;
    }

    record Letter(String subject, String text) {
        /** May have a code in it. */
        @Override
        public String toString() {
            return "letter";
        }
    }

    Letter forgotten(Account account, String code, Duration within) {
        return new Letter(
                title + ": choose a new password",
                "Hello "
                        + account.name()
                        + ",\n\nsomebody has asked for a new password of your account at "
                        + title
                        + ".\nIf that was you, choose one here:\n\n"
                        + link(code)
                        + once(within)
                        + "If it was not you, there is nothing to do: your password stays as it is.\n");
    }

    Letter registered(String code, Duration within) {
        return new Letter(
                title + ": confirm your address",
                "Hello,\n\nsomebody has asked for an account with this address at "
                        + title
                        + ".\nIf that was you, confirm the address and choose a password here:\n\n"
                        + link(code)
                        + once(within)
                        + "If it was not you, there is nothing to do: without it there is no account.\n");
    }

    Letter known(Account account) {
        return new Letter(
                title + ": you have an account",
                "Hello "
                        + account.name()
                        + ",\n\nsomebody has tried to register with this address at "
                        + title
                        + ". It is your account's\nalready. If that was you, log in there; your user name"
                        + " is the one above.\n\n"
                        + url
                        + "\n");
    }

    Letter taken() {
        return new Letter(
                title + ": choose another name",
                "Hello,\n\nsomebody has asked for an account with this address at "
                        + title
                        + ".\nThe name that was chosen cannot be had. If that was you, choose another"
                        + " one here:\n\n"
                        + url
                        + "#/register\n\nIf it was not you, there is nothing to do.\n");
    }

    private String link(String code) {
        return url + "#/password/" + code + "\n\n";
    }

    private static String once(Duration within) {
        return "The link works once, within "
                + (within.toHours() == 1 ? "an hour" : within.toHours() + " hours")
                + ".\n";
    }
}
