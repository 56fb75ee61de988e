/**
 * The ways in other than somebody else's site: a name and a password, or a proxy's header. What a password
 * is checked against is a Shiro realm of any origin; here it gets its name, and what else is known of the
 * user. Start with {@link dev.gatehouse.www.login.ways.PasswordWay}.
 */
@NullMarked
package dev.gatehouse.www.login.ways;

import org.jspecify.annotations.NullMarked;
