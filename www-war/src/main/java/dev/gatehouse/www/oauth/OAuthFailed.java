package dev.gatehouse.www.oauth;

/**
 * A login that did not come about. The text is for the browser and has no word of the provider's in it;
 * {@link #why} is for logs alone.
 */
public final class OAuthFailed extends Exception {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 400;

    private final int status;
    private final String why;
    private final boolean takenBack;

    private OAuthFailed(int status, String text, String why) {
        this(status, text, why, false);
    }

    private OAuthFailed(int status, String text, String why, boolean takenBack) {
        super(text);
        this.status = status;
        this.takenBack = takenBack;
        this.why = printable(why);
    }

    /** What came back was not begun here: nobody was asked anything. */
    static OAuthFailed foreign(String why) {
        return new OAuthFailed(
                400,
                "OAuth2 session: creation failed: this login was not begun in this browser in the"
                        + " last ten minutes, or was used before; begin again",
                why);
    }

    /** The provider is not to be had, or says what it should not. */
    static OAuthFailed provider(String words, String why) {
        return new OAuthFailed(503, "OAuth2 session: creation failed: " + words, why);
    }

    /** As {@link #provider}, where it does not take the code or the token that it has given. */
    static OAuthFailed spent(String words, String why) {
        return new OAuthFailed(503, "OAuth2 session: creation failed: " + words, why, true);
    }

    /** A question about the user was not answered. */
    static OAuthFailed resource(String path, int status, String why) {
        return new OAuthFailed(
                503, "OAuth2 session: error accessing resource " + path + ": " + status, why);
    }

    /** As {@link #resource}, where the provider does not take the token: it is over, or was taken back. */
    static OAuthFailed notTaken(String path, int status, String why) {
        return new OAuthFailed(
                503, "OAuth2 session: error accessing resource " + path + ": " + status, why, true);
    }

    /** Whoever it is, he may not come in this way. */
    public static OAuthFailed refused(String words, String why) {
        return new OAuthFailed(403, "OAuth2 session: creation failed: " + words, why);
    }

    /** 400, 403 or 503. */
    public int status() {
        return status;
    }

    /** Whether the provider does not take the token that it was asked with. */
    boolean takenBack() {
        return takenBack;
    }

    /** One line, cut to a bearable length. */
    public String why() {
        return why;
    }

    /** What others wrote must not write lines into our log. */
    static String printable(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
