/**
 * Who asks, and may they. The decision is made once, behind the door, for every wire. Start with Access.
 */
@NullMarked
package dev.gatehouse.data.access;

import org.jspecify.annotations.NullMarked;
