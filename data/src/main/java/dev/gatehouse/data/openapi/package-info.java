/**
 * The API described as OpenAPI 3.1, for programs that know that format. Derived from the catalogue and the
 * records, never listed here; names no particular type. Start with OpenApi.
 */
@NullMarked
package dev.gatehouse.data.openapi;

import org.jspecify.annotations.NullMarked;
