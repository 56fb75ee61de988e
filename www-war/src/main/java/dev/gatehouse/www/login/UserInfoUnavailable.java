package dev.gatehouse.www.login;

/** A user's groups and address could not be had, and so the login cannot be completed. */
public final class UserInfoUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    public UserInfoUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public UserInfoUnavailable(String message) {
        super(message);
    }
}
