/**
 * What starts builds: forms, changes, repeated builds; and the pollers that find changes. Nothing here runs
 * a build. Start with BuildsetSubmission.
 */
@NullMarked
package dev.gatehouse.master.schedule;

import org.jspecify.annotations.NullMarked;
