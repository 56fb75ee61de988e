/**
 * Load runs that print ratios: Gatehouse beside a bare Jetty, beside its own SQL without HTTP, and beside a
 * real Buildbot on the same history. Nothing of ours is on the class path: the server is the WAR, started as
 * a process. Start with {@link dev.gatehouse.bench.Main}.
 */
@NullMarked
package dev.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
