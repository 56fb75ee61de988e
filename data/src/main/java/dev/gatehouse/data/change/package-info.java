/**
 * Changes: what somebody committed. Start with Change, then ChangeType and ChangeStore.
 */
@NullMarked
package dev.gatehouse.data.change;

import org.jspecify.annotations.NullMarked;
