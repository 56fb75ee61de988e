/**
 * Accounts that people have at this server itself: what a name and a password must be like, who may change
 * what, codes that work once. The rows are {@code data.account}'s; sessions are the login's. Start with
 * Accounts.
 */
@NullMarked
package dev.gatehouse.www.login.accounts;

import org.jspecify.annotations.NullMarked;
