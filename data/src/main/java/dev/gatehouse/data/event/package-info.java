/**
 * Facts that have happened, in the order of their commits. No event asks for anything. Start with
 * EventBus.
 */
@NullMarked
package dev.gatehouse.data.event;

import org.jspecify.annotations.NullMarked;
