package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.turn.TurnSettings;
import dev.gatehouse.data.turn.Turns;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients see of the turns that long readings take, and what becomes of those who do not wait. */
class LongReadingsTest {
    private static final List<String> LONG = List.of("/api/v2/alphas", "/api/v2/texts/10/raw");
    private static final Turns.Standing NOBODY = new Turns.Standing(0, 0, 0);
    private static final int AT_ONCE = 2;
    private static final int WAITING = 4;

    private Turns turns;
    private Served served;
    private List<Turns.Turn> held;

    /** All turns are taken. */
    private void serve(Duration patience) throws Exception {
        turns = new Turns(new TurnSettings(AT_ONCE, WAITING, patience));
        served = new Served(RuleList.open(), turns);
        served.things.alphasAreDear = true;
        held =
                List.of(
                        turns.enter(Caller.named("x", ""), false),
                        turns.enter(Caller.named("y", ""), false));
    }

    private void release() {
        held.forEach(Turns.Turn::close);
    }

    @AfterEach
    void close() throws Exception {
        release();
        served.close();
    }

    private Socket asked(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", served.port());
        socket.getOutputStream()
                .write(
                        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void awaitWaiting(int count) {
        Awaitility.await().until(() -> turns.standing().waiting() == count);
    }

    @Test
    void get_whosePatienceEnds_isToldToComeBack() throws Exception {
        serve(Duration.ofMillis(200));
        for (String path : LONG) {
            HttpResponse<String> answer = served.get(path, "Accept", "application/json");

            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).as(path).contains("10");
            assertThat(answer.body()).as(path).contains("the server is busy", "for its turn");
        }
        assertThat(served.get("/api/v2/texts/10/raw", "Range", "bytes=0-1").statusCode())
                .isEqualTo(503);
        assertThat(turns.standing()).isEqualTo(new Turns.Standing(AT_ONCE, 0, AT_ONCE));

        release();
        for (String path : LONG) {
            assertThat(served.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(turns.standing()).isEqualTo(NOBODY);
    }

    @Test
    void get_whenTooManyWait_isToldSoAtOnce() throws Exception {
        serve(Duration.ofMinutes(5));
        try (Socket first = asked(LONG.get(0));
                Socket second = asked(LONG.get(1))) {
            awaitWaiting(2);

            HttpResponse<String> answer = served.get(LONG.get(0));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("10");
            assertThat(answer.body()).contains("2 of your long readings are waiting already");
            assertThat(served.get("/api/v2/builds").statusCode()).isEqualTo(200);
            release();
            assertThat(first.getInputStream().read()).isEqualTo('H');
            assertThat(second.getInputStream().read()).isEqualTo('H');
        }
        Awaitility.await().until(() -> turns.standing().equals(NOBODY));
    }

    @Test
    void waiter_whoseClientHasGone_isOutOfTheLineWhenItsPatienceEnds() throws Exception {
        serve(Duration.ofSeconds(1));
        Socket closed = asked(LONG.get(0));
        Socket broken = asked(LONG.get(1));
        awaitWaiting(2);
        broken.setSoLinger(true, 0);
        closed.close();
        broken.close();

        awaitWaiting(0);

        release();
        assertThat(turns.standing()).isEqualTo(NOBODY);
        assertThat(served.get(LONG.get(0)).statusCode()).isEqualTo(200);
    }

    @Test
    void turn_ofAClientThatHasGone_isGivenBack() throws Exception {
        serve(Duration.ofMinutes(5));
        Socket closed = asked("/api/v2/texts/10000000/raw");
        Socket broken = asked(LONG.get(0));
        awaitWaiting(2);
        closed.setSoLinger(true, 0);
        broken.setSoLinger(true, 0);
        closed.close();
        broken.close();

        release();

        Awaitility.await().until(() -> turns.standing().equals(NOBODY));
        assertThat(served.get(LONG.get(1)).statusCode()).isEqualTo(200);
    }
}
