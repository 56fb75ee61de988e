/**
 * Who asks: logins, the signed session cookie, and the chain of URL rules. The only folder that knows
 * Shiro; everybody else gets a Caller. Start with ShiroSetup.
 */
@NullMarked
package dev.gatehouse.www.login;

import org.jspecify.annotations.NullMarked;
