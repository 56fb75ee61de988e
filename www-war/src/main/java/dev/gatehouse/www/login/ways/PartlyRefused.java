package dev.gatehouse.www.login.ways;

import org.apache.shiro.authc.AuthenticationException;

/**
 * One realm at least has refused name and password, and another could not be asked. Nobody is let in, and
 * nobody knows whether the password was wrong; yet it was looked at, so it counts as a guess.
 */
public final class PartlyRefused extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    PartlyRefused(AuthenticationException trouble) {
        super(trouble.getMessage(), trouble);
    }
}
