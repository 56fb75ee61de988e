/**
 * The WAR's own door for workers, at {@code /worker}: it proves who they are and carries their frames. What
 * the frames mean is the master's business, behind {@link dev.gatehouse.www.worker.Workers}. Start with
 * WorkerServlet.
 */
@NullMarked
package dev.gatehouse.www.worker;

import org.jspecify.annotations.NullMarked;
