/**
 * Change sources: what looks for new commits. Start with Changesource, then ChangesourceStore.
 */
@NullMarked
package dev.gatehouse.data.changesource;

import org.jspecify.annotations.NullMarked;
