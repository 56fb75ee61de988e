/**
 * People who have their account in this database: a table of ours, no resource of the API, and apart from
 * Buildbot's {@code users}, which says who wrote changes. What a password must be like and who may change
 * what is not decided here. Start with AccountStore.
 */
@NullMarked
package dev.gatehouse.data.account;

import org.jspecify.annotations.NullMarked;
