/**
 * Who is logged in, as far as the database knows: a table of ours, no resource of the API. What a token says
 * and whether it is genuine is not decided here. Start with SessionStore.
 */
@NullMarked
package dev.gatehouse.data.session;

import org.jspecify.annotations.NullMarked;
