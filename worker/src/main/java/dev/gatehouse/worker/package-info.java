/**
 * A worker: runs on a build machine, connects to a master and does what it is told.
 *
 * <p>The worker's side of Buildbot's MessagePack-over-WebSocket protocol lives here, for any master
 * that speaks it; nothing of Gatehouse's own modules may be used. Start reading at {@link
 * dev.gatehouse.worker.Worker}, then {@code Session} (one conversation with a master) and {@code
 * ProcessRun} (one program on this machine).
 */
@NullMarked
package dev.gatehouse.worker;

import org.jspecify.annotations.NullMarked;
