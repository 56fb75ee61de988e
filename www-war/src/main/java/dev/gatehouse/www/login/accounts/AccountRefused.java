package dev.gatehouse.www.login.accounts;

/** What somebody wants of an account cannot be; the message tells him why, and what could. */
public final class AccountRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    AccountRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    static AccountRefused bad(String message) {
        return new AccountRefused(400, message);
    }

    static AccountRefused missing(String name) {
        return new AccountRefused(404, "there is no account '" + name + "'");
    }

    /** As HTTP has it. */
    public int status() {
        return status;
    }
}
