/**
 * The kinds of steps: which commands they send and what they make of the answers. They write nothing
 * themselves; the StepRun that they are given does. Start with ShellStep.
 */
@NullMarked
package dev.gatehouse.master.step;

import org.jspecify.annotations.NullMarked;
