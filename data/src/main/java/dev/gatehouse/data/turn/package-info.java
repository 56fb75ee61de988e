/**
 * Whose turn it is: readings whose cost follows the table and not the page run a few at a time, in an order that
 * is fair to callers. Knows no resource, no SQL and no wire. Start with {@link dev.gatehouse.data.turn.Turns}.
 */
@NullMarked
package dev.gatehouse.data.turn;

import org.jspecify.annotations.NullMarked;
