/**
 * What people see and do about their own accounts, and administrators about everybody's: JSON under {@code
 * /auth}, beside the login. It decides nothing about who may come in: that is the login's. Start with
 * AccountCalls, which every resource here answers through.
 */
@NullMarked
package dev.gatehouse.www.account;

import org.jspecify.annotations.NullMarked;
