/**
 * Bytes that a build has kept under a name. Start with BuildData, then BuildDataStore.
 */
@NullMarked
package dev.gatehouse.data.builddata;

import org.jspecify.annotations.NullMarked;
