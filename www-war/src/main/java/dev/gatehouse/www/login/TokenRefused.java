package dev.gatehouse.www.login;

/** An API token that is not made. The message says what would be right. */
public final class TokenRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TokenRefused(String message) {
        super(message);
    }
}
