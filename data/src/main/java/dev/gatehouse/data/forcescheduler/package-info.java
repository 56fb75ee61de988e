/**
 * Force schedulers: what people may start by hand, and with which fields. They live in the configuration, not
 * in the database: the master lists them. Start with Forcescheduler and ForceControl.
 */
@NullMarked
package dev.gatehouse.data.forcescheduler;

import org.jspecify.annotations.NullMarked;
