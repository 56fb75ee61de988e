/**
 * Who is logged in, and how often somebody failed to, as far as the database knows: tables of ours, no
 * resource of the API. What a token says and what a failure means is not decided here. Start with
 * SessionStore.
 */
@NullMarked
package dev.gatehouse.data.session;

import org.jspecify.annotations.NullMarked;
