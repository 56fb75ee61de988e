/**
 * The query language: which rows, which fields, which order, which window. A type is answered wholly in
 * SQL or wholly in memory, never half and half. Start with Query.
 */
@NullMarked
package dev.gatehouse.data.query;

import org.jspecify.annotations.NullMarked;
