/**
 * Workers: the machines that build. Start with Worker, then WorkerType and WorkerStore.
 */
@NullMarked
package dev.gatehouse.data.worker;

import org.jspecify.annotations.NullMarked;
