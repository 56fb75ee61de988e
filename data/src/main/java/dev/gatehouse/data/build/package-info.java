/**
 * Builds: what ran, what runs and how it ended. Knows nothing of steps and logs, which know their build.
 * Start with Build, then BuildType and BuildStore.
 */
@NullMarked
package dev.gatehouse.data.build;

import org.jspecify.annotations.NullMarked;
