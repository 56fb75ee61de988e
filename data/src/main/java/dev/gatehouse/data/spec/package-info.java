/**
 * The API's description of itself, in the original's words: one item for every path. Derived from the
 * catalogue, never listed here. Start with SpecType.
 */
@NullMarked
package dev.gatehouse.data.spec;

import org.jspecify.annotations.NullMarked;
