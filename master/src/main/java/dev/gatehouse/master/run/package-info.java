/**
 * Builds and steps while they run: what comes next, what is written down, how results combine. Knows no kind
 * of step; those are in the package step. Start with BuildRun, then StepRun.
 */
@NullMarked
package dev.gatehouse.master.run;

import org.jspecify.annotations.NullMarked;
