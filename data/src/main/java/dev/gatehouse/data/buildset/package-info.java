/**
 * Buildsets: requests that were made together for the same sources. Knows nothing of single requests. Start
 * with Buildset, then BuildsetType and BuildsetStore.
 */
@NullMarked
package dev.gatehouse.data.buildset;

import org.jspecify.annotations.NullMarked;
