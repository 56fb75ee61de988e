package dev.gatehouse.www.oauth;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;

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

    /** Whether the site obeys {@link Attempt#confirms}. */
    default boolean confirms() {
        return false;
    }

    /** Who it is. The answer's {@code state} is known to be the attempt's. */
    Arrival finish(Attempt attempt, Answer answer, URI back) throws OAuthFailed;

    /**
     * Who somebody is now.
     *
     * @param grant of his login
     * @param fresh is told at once of the grant that takes its place, where the provider gives another: the old
     *     one is worth nothing from then on
     * @return empty where the provider takes it no longer: the account is gone or locked, or its owner has taken
     *     it back
     * @throws OAuthFailed where that cannot be found out now
     */
    Optional<Arrival> again(Grant grant, Consumer<Grant> fresh) throws OAuthFailed;

    /** Lets go of connections. */
    @Override
    void close();
}
