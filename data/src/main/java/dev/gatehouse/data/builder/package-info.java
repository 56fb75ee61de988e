/**
 * Builders: the kinds of build there are. Knows nothing of the builds themselves. Start with Builder, then
 * BuilderType and BuilderStore.
 */
@NullMarked
package dev.gatehouse.data.builder;

import org.jspecify.annotations.NullMarked;
