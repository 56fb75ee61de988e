/**
 * Schedulers: what decides when to build. Start with Scheduler, then SchedulerStore.
 */
@NullMarked
package dev.gatehouse.data.scheduler;

import org.jspecify.annotations.NullMarked;
