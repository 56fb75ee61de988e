package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.MadeToken;
import dev.gatehouse.www.NewToken;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** API tokens on the streams of events. */
class TokenStreamTest {
    private final Served served;

    TokenStreamTest() throws Exception {
        served = new Served(RuleList.open());
    }

    @AfterEach
    void close() throws Exception {
        served.close();
    }

    private MadeToken make(@Nullable List<String> builders, Grant.Right... rights) {
        TokenRow.Owner alice =
                new TokenRow.Owner(
                        "UserPasswordAuth", "alice", "alice", Map.of("username", "alice"), "");
        NewToken wanted = new NewToken("t", Set.of(rights), builders, null, null);
        return served.tokenBook.make(alice, wanted, Map.of());
    }

    private static String bearer(MadeToken made) {
        return "Bearer " + made.text();
    }

    @Test
    void tokenForSomeBuilders_hearsOfThemAlone_onBothWires() throws Exception {
        MadeToken made = make(List.of("open"), Grant.Right.READ);
        SocketClient socket =
                SocketClient.to(served.ws("/ws"), Map.of("Authorization", bearer(made)));
        try (StreamClient events =
                new StreamClient(served, "/sse/listen/builds/*/*", "Authorization", bearer(made))) {
            events.uuid();
            socket.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/*\",\"_id\":1}");

            served.announce(Things.build(7, 12, "secret"), "new");
            served.announce(Things.build(8, 11, "open"), "new");

            assertThat(socket.next()).contains("builds/8/new");
            assertThat(events.next()).contains("\"builds\", \"8\", \"new\"");
        }
    }

    @Test
    void tokenThatMayNotRead_hearsNothing() throws Exception {
        MadeToken made = make(null, Grant.Right.CONTROL);

        assertThat(served.get("/sse/listen/builds/*/*", "Authorization", bearer(made)).statusCode())
                .isEqualTo(403);
        SocketClient socket =
                SocketClient.to(served.ws("/ws"), Map.of("Authorization", bearer(made)));
        assertThat(socket.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/*\",\"_id\":1}"))
                .contains("lacks the scope 'read'");
    }

    @Test
    void streamOfAToken_isNotThatOfItsOwnersSession() throws Exception {
        MadeToken made = make(null, Grant.Right.READ);
        try (StreamClient events =
                new StreamClient(served, "/sse/listen", "Authorization", bearer(made))) {
            String path = "/sse/add/" + events.uuid() + "/builds/*/*";

            assertThat(served.get(path, "Cookie", served.login("alice")).body())
                    .isEqualTo("unknown uuid");
        }
    }

    @Test
    void tokenThatIsRevoked_hearsNothingMoreAndIsClosed() throws Exception {
        MadeToken made = make(null, Grant.Right.READ);
        SocketClient socket =
                SocketClient.to(served.ws("/ws"), Map.of("Authorization", bearer(made)));
        socket.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/*\",\"_id\":1}");

        served.tokenBook.revoke(made.row(), "by its owner", Map.of());
        served.announce(Things.build(8, 11, "open"), "new");

        assertThat(socket.closeCode()).isEqualTo(1008);
        assertThat(socket.frames).isEmpty();
    }
}
