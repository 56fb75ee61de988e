/**
 * The worker protocol that real workers call msgpack_experimental_v7: MessagePack maps in binary WebSocket
 * messages. Only bytes, envelopes and sockets; what is said is in the package above. Start with
 * MsgpackConnection.
 */
@NullMarked
package dev.gatehouse.master.worker.msgpack;

import org.jspecify.annotations.NullMarked;
