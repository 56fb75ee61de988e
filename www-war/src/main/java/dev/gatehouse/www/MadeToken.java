package dev.gatehouse.www;

import dev.gatehouse.data.session.TokenRow;

/**
 * An API token that was just made.
 *
 * @param text the token itself, which nobody can ever see again
 */
public record MadeToken(String text, TokenRow row) {
    @Override
    public String toString() {
        return "token " + row.id();
    }
}
