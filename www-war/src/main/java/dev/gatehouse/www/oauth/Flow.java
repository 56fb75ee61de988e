package dev.gatehouse.www.oauth;

import java.net.URI;

/** The two halves of a login at one provider. Any thread. */
interface Flow extends AutoCloseable {
    /**
     * Where to send the browser.
     *
     * @param back where it is to come back to
     */
    URI begin(Attempt attempt, URI back) throws OAuthFailed;

    /** Whether {@link #begin} may have to ask the provider. */
    boolean asksToBegin();

    /** Who it is. The answer's {@code state} is known to be the attempt's. */
    Person finish(Attempt attempt, Answer answer, URI back) throws OAuthFailed;

    /** Lets go of connections. */
    @Override
    void close();
}
