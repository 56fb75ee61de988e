/**
 * What the server can show, do and announce: {@link dev.gatehouse.data.Catalog} is the table, {@link
 * dev.gatehouse.data.DataApi} the one door to it. One folder per resource type lies below. Nothing here
 * knows a wire: no servlet, no JAX-RS, no WebSocket. Start with Catalog, then the folder build.
 */
@NullMarked
package dev.gatehouse.data;

import org.jspecify.annotations.NullMarked;
