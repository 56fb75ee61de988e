/**
 * Sourcestamps: exactly which sources something was built from. Start with Sourcestamp, then
 * SourcestampStore.
 */
@NullMarked
package dev.gatehouse.data.sourcestamp;

import org.jspecify.annotations.NullMarked;
