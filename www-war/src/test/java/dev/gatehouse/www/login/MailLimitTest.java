package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailLimitTest {
    private final World world = new World();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));
    private final MailLimit limit = node();

    private MailLimit node() {
        return new MailLimit(world.stores().guesses(), now::get);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void admit_oneAddress_isForFiveAnHour_onAllNodesTogether() {
        for (int i = 0; i < 5; i++) {
            assertThat((i < 3 ? limit : node()).admit("192.0.2.1", "user" + i)).isTrue();
        }
        assertThat(limit.admit("192.0.2.1", "alice")).isFalse();
        assertThat(node().admit("192.0.2.1", "alice")).isFalse();
        assertThat(limit.admit("192.0.2.2", "alice")).isTrue();

        now.set(now.get().plus(Duration.ofHours(1)));
        assertThat(limit.admit("192.0.2.1", "alice")).isTrue();
    }

    @Test
    void admit_oneNetworkOfIpv6_isOneAddress() {
        for (int i = 0; i < 5; i++) {
            assertThat(limit.admit("2001:db8:1:2::" + i, "user" + i)).isTrue();
        }
        assertThat(limit.admit("2001:db8:1:2:ffff::9", "alice")).isFalse();
        assertThat(limit.admit("2001:db8:1:3::9", "alice")).isTrue();
    }

    @Test
    void admit_oneMailbox_isForFiveAnHour_inAnySpelling() {
        for (int i = 0; i < 5; i++) {
            assertThat(limit.admit("192.0.2." + i, i % 2 == 0 ? "a@b.org" : " A@B.ORG")).isTrue();
        }
        assertThat(limit.admit("192.0.2.9", "a@b.org")).isFalse();
        // What was refused has taken no place of its address.
        for (int i = 0; i < 5; i++) {
            assertThat(limit.admit("192.0.2.9", "user" + i)).isTrue();
        }
    }

    @Test
    void purge_leavesWhatStillCounts() {
        Guessing guessing =
                new Guessing(world.stores().guesses(), Guessing.Settings.USUAL, now::get);
        for (int i = 0; i < 5; i++) {
            limit.admitAccount("subject");
        }
        now.set(now.get().plus(Duration.ofMinutes(59)));
        guessing.purge();

        assertThat(limit.admitAccount("subject")).isFalse();
    }
}
