/**
 * JDBC, transactions and numbered SQL scripts. Knows tables' scripts but no resource type. Start with
 * Database.
 */
@NullMarked
package dev.gatehouse.data.database;

import org.jspecify.annotations.NullMarked;
