package dev.gatehouse.data.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import dev.gatehouse.data.account.CodeStore.Code;
import dev.gatehouse.data.database.Dialect;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class CodeStoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final World world;
    private final CodeStore store;

    CodeStoreTest(Dialect dialect) {
        world = new World(dialect);
        store = world.stores().accountCodes();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Code code(String hash, String purpose) {
        return new Code(hash, "alice's", purpose, "alice@example.org", NOW.plusSeconds(60));
    }

    @Test
    void take_worksOnce() {
        store.replace("alice's", "password", List.of(code("a", "password")));
        Code found = store.find("a", NOW).orElseThrow();

        assertThat(found).isEqualTo(code("a", "password"));
        assertThat(store.take(found)).isTrue();
        assertThat(store.take(found)).isFalse();
        assertThat(store.find("a", NOW)).isEmpty();
    }

    @Test
    void find_afterItsEnd_isNothing() {
        store.replace("alice's", "password", List.of(code("a", "password")));

        assertThat(store.find("a", NOW.plusSeconds(59))).isPresent();
        assertThat(store.find("a", NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void replace_leavesOtherPurposes() {
        store.replace(
                "alice's", "recovery", List.of(code("r1", "recovery"), code("r2", "recovery")));
        store.replace("alice's", "password", List.of(code("a", "password")));
        store.replace("alice's", "password", List.of(code("b", "password")));

        assertThat(store.find("a", NOW)).isEmpty();
        assertThat(store.of("alice's", "recovery", NOW)).hasSize(2);
        assertThat(store.of("alice's", "password", NOW)).containsExactly(code("b", "password"));
    }

    @Test
    void purge_forgetsWhatIsOver() {
        store.replace("alice's", "password", List.of(code("a", "password")));
        store.purge(NOW.plusSeconds(60));

        assertThat(store.find("a", NOW)).isEmpty();
    }

    @Test
    void remove_takesTheCodesOfTheAccountAlong() {
        AccountStore accounts = world.stores().accounts();
        accounts.add(
                Account.named(
                        "alice's",
                        "alice",
                        "alice",
                        Account.Person.UNKNOWN,
                        Account.Rights.NONE,
                        NOW));
        store.replace("alice's", "password", List.of(code("a", "password")));

        accounts.remove("alice's");

        assertThat(store.find("a", NOW)).isEmpty();
    }
}
