/**
 * What the root of the API names: the collections to start from. Derived from the catalogue, never listed
 * here. Start with RootlinkType.
 */
@NullMarked
package dev.gatehouse.data.rootlink;

import org.jspecify.annotations.NullMarked;
