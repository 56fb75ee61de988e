/**
 * How a resource type is described: its paths, fields, events and actions. Knows no particular type;
 * start with ResourceType.
 */
@NullMarked
package dev.gatehouse.data.catalog;

import org.jspecify.annotations.NullMarked;
