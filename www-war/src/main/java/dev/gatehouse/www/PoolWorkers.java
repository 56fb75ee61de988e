package dev.gatehouse.www;

import dev.gatehouse.master.worker.FrameReceiver;
import dev.gatehouse.master.worker.FrameSink;
import dev.gatehouse.master.worker.WorkerPool;
import dev.gatehouse.www.worker.Workers;
import java.io.IOException;

/** Part of {@link Server}: the door for workers speaks to the master's pool, without knowing it. Any thread. */
final class PoolWorkers implements Workers {
    private final WorkerPool pool;

    PoolWorkers(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public boolean authenticate(String name, String password) {
        return pool.authenticate(name, password);
    }

    @Override
    public Receiver connect(String name, Sink out) {
        FrameReceiver receiver = pool.connect(name, sink(out));
        return new Receiver() {
            @Override
            public void message(byte[] message) {
                receiver.message(message);
            }

            @Override
            public void pong() {
                receiver.pong();
            }

            @Override
            public void closed() {
                receiver.closed();
            }
        };
    }

    private static FrameSink sink(Sink out) {
        return new FrameSink() {
            @Override
            public void send(byte[] message) throws IOException {
                out.send(message);
            }

            @Override
            public void ping() throws IOException {
                out.ping();
            }

            @Override
            public void close(String reason) {
                out.close(reason);
            }
        };
    }
}
