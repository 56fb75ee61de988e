/**
 * Workers and what is said to them, whatever the wire: who may connect, who is connected, which commands
 * run where. Builds and steps are not known here. Start with WorkerPool, then WorkerSession.
 */
@NullMarked
package dev.gatehouse.master.worker;

import org.jspecify.annotations.NullMarked;
