package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * One try to log in, from the moment the browser is sent away: what must come back with it.
 *
 * @param realm the provider it was sent to
 * @param state comes back with the browser
 * @param verifier shows the provider that who asks for the token is who sent the browser
 * @param nonce comes back in the ID token
 * @param redirect the fragment to go to at the end; may be empty
 * @param confirms whether the site must ask who it is, though it may know; where it can be told to
 * @param until when it is too late
 */
record Attempt(
        String realm,
        State state,
        CodeVerifier verifier,
        Nonce nonce,
        String redirect,
        boolean confirms,
        Instant until) {

    private static final int LONGEST_REDIRECT = 1000;

    /** With fresh secrets; a redirect that is cut at its first line break, or left out where too long. */
    static Attempt begin(String realm, String redirect, boolean confirms, Instant until) {
        String line = redirect.split("[\r\n]", 2)[0];
        return new Attempt(
                realm,
                new State(),
                new CodeVerifier(),
                new Nonce(),
                line.length() > LONGEST_REDIRECT ? "" : line,
                confirms,
                until);
    }

    Instant begunAt() {
        return until.minus(AttemptCookie.LIFETIME);
    }

    /** In constant time. */
    boolean matches(String answered) {
        return MessageDigest.isEqual(
                state.getValue().getBytes(StandardCharsets.UTF_8),
                answered.getBytes(StandardCharsets.UTF_8));
    }
}
