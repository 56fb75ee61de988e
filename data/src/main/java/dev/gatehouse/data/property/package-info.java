/**
 * Properties of builds, buildsets and changes: names with a value and where it came from. Knows none of the
 * three. Start with SourcedValue, then PropertyStore.
 */
@NullMarked
package dev.gatehouse.data.property;

import org.jspecify.annotations.NullMarked;
