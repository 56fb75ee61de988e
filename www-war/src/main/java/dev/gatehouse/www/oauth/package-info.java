/**
 * Logins at somebody else's door: OAuth2 and OpenID Connect. Knows nothing of sessions, rules and Shiro: it
 * sends browsers away, takes them back, and says who came. Start with OAuthLogins; Providers reads the
 * configuration.
 */
@NullMarked
package dev.gatehouse.www.oauth;

import org.jspecify.annotations.NullMarked;
