/**
 * Steps of builds. Start with Step, then StepType and StepStore.
 */
@NullMarked
package dev.gatehouse.data.step;

import org.jspecify.annotations.NullMarked;
