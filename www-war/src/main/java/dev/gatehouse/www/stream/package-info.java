/**
 * The two event wires, WebSocket and server-sent events: one subscription of the door each, with a bounded
 * outbox for each client. Start with Streams, then EventSocket.
 */
@NullMarked
package dev.gatehouse.www.stream;

import org.jspecify.annotations.NullMarked;
