/**
 * Masters: the processes that run builds over this database. Start with Master, then MasterStore.
 */
@NullMarked
package dev.gatehouse.data.master;

import org.jspecify.annotations.NullMarked;
