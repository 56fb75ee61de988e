package dev.gatehouse.master.worker.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.master.MasterLoop;
import dev.gatehouse.master.MovedClock;
import dev.gatehouse.master.ScriptedWorker;
import dev.gatehouse.master.worker.RemoteCommand;
import dev.gatehouse.master.worker.WorkerPool;
import dev.gatehouse.master.worker.WorkerSession;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MsgpackListenerTest implements WorkerPool.Listener {

    private final MovedClock clock = new MovedClock();
    private final ThreadFactory threads =
            task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            };
    private final MasterLoop loop = new MasterLoop(clock, threads);
    private final WorkerPool pool = new WorkerPool(loop, threads, this);
    private final MsgpackListener listener =
            new MsgpackListener(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pool, threads);
    private final LinkedBlockingQueue<WorkerSession> attached = new LinkedBlockingQueue<>();
    private final List<WorkerSession> detached = new CopyOnWriteArrayList<>();

    @Override
    public void attached(WorkerSession session) {
        attached.add(session);
    }

    @Override
    public void detached(WorkerSession session) {
        detached.add(session);
    }

    @BeforeEach
    void start() {
        loop.start(() -> {});
        pool.configure(Map.of("w1", "pass:word", "w2", ""));
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop();
        loop.stop();
    }

    private WorkerSession attach(ScriptedWorker worker) throws InterruptedException {
        worker.connected();
        WorkerSession session = attached.poll(10, TimeUnit.SECONDS);
        assertThat(session).as("attached; the worker has heard %s", worker.heard).isNotNull();
        return session;
    }

    @Test
    void connect_withNameAndPassword_asksWhoItIsAndSetsItUp() throws Exception {
        try (ScriptedWorker worker = new ScriptedWorker(listener.port(), "w1", "pass:word")) {
            WorkerSession session = attach(worker);
            assertThat(session.name()).isEqualTo("w1");
            assertThat(session.info()).containsEntry("version", "3.7.0");
            assertThat(session.path(session.basedir(), "demo", "build"))
                    .isEqualTo("/srv/worker/demo/build");
            assertThat(session.path("~/x")).isEqualTo("/home/worker/x");
            assertThat(worker.heard)
                    .extracting(m -> m.get("op"))
                    .startsWith("print", "get_worker_info", "set_worker_settings");
            assertThat(worker.heard).extracting(m -> m.get("seq_number")).startsWith(0, 1, 2);
        }
    }

    @Test
    void connect_withWrongPassword_isRefusedWith401() {
        for (String[] pair : new String[][] {{"w1", "word"}, {"nobody", "pass:word"}, {"w1", ""}}) {
            try (ScriptedWorker worker = new ScriptedWorker(listener.port(), pair[0], pair[1])) {
                assertThatThrownBy(worker::connected)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
            }
        }
        assertThat(attached).isEmpty();
    }

    @Test
    void connect_twice_keepsTheFirstWhileItLives() throws Exception {
        try (ScriptedWorker first = new ScriptedWorker(listener.port(), "w2", "")) {
            WorkerSession session = attach(first);
            try (ScriptedWorker second = new ScriptedWorker(listener.port(), "w2", "")) {
                second.connected();
                assertThat(second.whenClosed().get(10, TimeUnit.SECONDS)).isEqualTo(1000);
            }
            assertThat(session.isReady()).isTrue();
            assertThat(first.whenClosed()).isNotDone();
        }
    }

    @Test
    void connect_twiceWhileTheFirstIsFrozen_takesTheSecond() throws Exception {
        try (ScriptedWorker first = new ScriptedWorker(listener.port(), "w2", "")) {
            WorkerSession old = attach(first);
            first.frozen = true;
            try (ScriptedWorker second = new ScriptedWorker(listener.port(), "w2", "")) {
                second.connected();
                await().until(
                                () ->
                                        first.heard.stream()
                                                .anyMatch(
                                                        m ->
                                                                "master got a duplicate connection"
                                                                        .equals(m.get("message"))));
                clock.move(loop, Duration.ofSeconds(4));
                WorkerSession session = attached.poll(10, TimeUnit.SECONDS);
                assertThat(session).isNotNull().isNotSameAs(old);
                assertThat(detached).containsExactly(old);
            }
        }
    }

    @Test
    void silence_forAMinute_closesTheLine() throws Exception {
        try (ScriptedWorker worker = new ScriptedWorker(listener.port(), "w2", "")) {
            WorkerSession session = attach(worker);
            worker.frozen = true;
            // The test's worker answers pings; a closed ear is played by time alone.
            clock.move(loop, Duration.ofSeconds(61));
            await().until(() -> detached.contains(session));
        }
    }

    @Test
    void command_onALineThatDrops_endsAsLostAndIsEndedAfterTheReconnect() throws Exception {
        LinkedBlockingQueue<RemoteCommand.Outcome> ends = new LinkedBlockingQueue<>();
        try (ScriptedWorker worker = new ScriptedWorker(listener.port(), "w2", "")) {
            WorkerSession session = attach(worker);
            loop.post(
                    () ->
                            session.start(
                                    "boot-1",
                                    new RemoteCommand(
                                            "shell",
                                            Map.of("command", "sleep 100"),
                                            RemoteCommand.Output.NOWHERE,
                                            ends::add)));
            worker.next();
        }
        assertThat(ends.poll(10, TimeUnit.SECONDS)).matches(RemoteCommand.Outcome::lost);
        try (ScriptedWorker again = new ScriptedWorker(listener.port(), "w2", "")) {
            attach(again);
            assertThat(again.interrupted).containsExactly("boot-1");
        }
    }

    @Test
    void message_thatIsNone_closesOnlyThatLine() throws Exception {
        try (ScriptedWorker bad = new ScriptedWorker(listener.port(), "w1", "pass:word");
                ScriptedWorker good = new ScriptedWorker(listener.port(), "w2", "")) {
            WorkerSession one = attach(bad);
            attach(good);
            bad.send(new byte[] {(byte) 0xc1, 7});
            await().until(() -> detached.contains(one) || detached.size() == 1);
            assertThat(detached).hasSize(1);
            assertThat(good.whenClosed()).isNotDone();
        }
    }

    @Test
    void start_onABusyPort_saysSo() {
        MsgpackListener second =
                new MsgpackListener(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()),
                        pool,
                        threads);
        assertThatThrownBy(second::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen for workers on")
                .hasMessageContaining(String.valueOf(listener.port()));
    }
}
