/**
 * Logs of steps and their text, in chunks of compressed lines. Start with Log, then LogStore; LogRoute finds
 * the log that a path names.
 */
@NullMarked
package dev.gatehouse.data.log;

import org.jspecify.annotations.NullMarked;
