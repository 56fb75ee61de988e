/**
 * The build master: it schedules builds, gives them to workers and writes what happens through the stores.
 * Knows nothing of the web; is steered through the control interfaces of the data module. Start with
 * Master, then MasterLoop.
 */
@NullMarked
package dev.gatehouse.master;

import org.jspecify.annotations.NullMarked;
