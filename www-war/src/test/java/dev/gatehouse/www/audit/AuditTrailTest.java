package dev.gatehouse.www.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final AuditTrail.Wanted EVERYTHING = wanted("", "");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @TempDir Path directory;

    private static AuditTrail.Wanted wanted(String event, String username) {
        return new AuditTrail.Wanted(event, username, Instant.EPOCH);
    }

    private Path path() {
        return directory.resolve("audit.log");
    }

    /** Lines of a minute each, numbered, in files of so many bytes. */
    private void write(int from, int to, long maxBytes) {
        try (AuditFile file = new AuditFile(path(), maxBytes, 3)) {
            Audit audit = new Audit(file, now::get);
            for (int i = from; i < to; i++) {
                now.set(START.plus(Duration.ofMinutes(i)));
                audit.say(
                        i % 3 == 0 ? "login.failed" : "login",
                        Map.of("user", i % 2 == 0 ? "alice" : "bob", "n", i));
            }
        }
    }

    private static List<Integer> numbers(AuditTrail.Page page) {
        return page.lines().stream().map(line -> line.path("n").asInt()).toList();
    }

    private AuditTrail trail() {
        return new AuditTrail(path(), 3);
    }

    @Test
    void read_overSeveralFiles_givesEachLineOnceAndTheNewestFirst() throws Exception {
        write(0, 30, 1000);
        assertThat(directory.resolve("audit.log.2")).exists();

        List<Integer> found = new ArrayList<>();
        String before = "";
        do {
            AuditTrail.Page page = trail().read(EVERYTHING, before, 7);
            found.addAll(numbers(page));
            before = page.before().orElse("");
        } while (!before.isEmpty());

        assertThat(found).isSortedAccordingTo((a, b) -> b - a).doesNotHaveDuplicates();
        assertThat(found).startsWith(29, 28, 27).hasSizeGreaterThan(25);
    }

    @Test
    void read_goesOnAtItsMark_althoughFilesHaveGotOtherNamesSince() throws Exception {
        write(0, 20, 1000);
        AuditTrail.Page first = trail().read(EVERYTHING, "", 5);

        write(20, 28, 1000);
        AuditTrail.Page second = trail().read(EVERYTHING, first.before().orElseThrow(), 5);

        assertThat(numbers(first)).containsExactly(19, 18, 17, 16, 15);
        assertThat(numbers(second)).containsExactly(14, 13, 12, 11, 10);
    }

    @Test
    void read_filters_byEventUserAndTime() throws Exception {
        write(0, 12, 100_000);

        assertThat(numbers(trail().read(wanted("login.failed", ""), "", 50)))
                .containsExactly(9, 6, 3, 0);
        assertThat(numbers(trail().read(wanted("login", "bob"), "", 50)))
                .containsExactly(11, 7, 5, 1);
        assertThat(numbers(trail().read(wanted("login.*", "alice"), "", 50))).containsExactly(6, 0);
        AuditTrail.Wanted late = new AuditTrail.Wanted("", "", START.plus(Duration.ofMinutes(9)));
        assertThat(numbers(trail().read(late, "", 50))).containsExactly(11, 10, 9);
        assertThat(numbers(trail().read(wanted("logout", ""), "", 50))).isEmpty();
    }

    @Test
    void read_aFilterThatFindsLittle_readsNoMoreThanItsBoundAtATime() throws Exception {
        write(0, 400, 100_000);
        AuditTrail bounded = new AuditTrail(path(), 3, 2000);

        AuditTrail.Page page = bounded.read(wanted("", "nobody"), "", 50);
        int pages = 1;
        while (page.before().isPresent()) {
            page = bounded.read(wanted("", "nobody"), page.before().get(), 50);
            pages++;
        }

        assertThat(pages).isGreaterThan(10);
    }

    @Test
    void read_whatSomebodyElseWroteThere_isCountedAndPassedOver() throws Exception {
        write(0, 2, 100_000);
        append("no JSON\n[1]\n" + "x".repeat(200_000) + "\n");
        write(2, 3, 1_000_000);
        append("{\"event\":\"half a li");

        AuditTrail.Page page = trail().read(EVERYTHING, "", 50);

        assertThat(numbers(page)).containsExactly(2, 1, 0);
        assertThat(page.unreadable()).isGreaterThanOrEqualTo(3);
    }

    private void append(String text) throws IOException {
        Files.writeString(path(), text, StandardOpenOption.APPEND);
    }

    @Test
    void read_withoutAFile_findsNothing() throws Exception {
        AuditTrail.Page page = trail().read(EVERYTHING, "", 50);

        assertThat(page.lines()).isEmpty();
        assertThat(page.before()).isEmpty();
    }

    @Test
    void read_aMarkThatIsNone_isRefused() {
        for (String mark : List.of("x", "../../etc/passwd", "0123456789abcdef-", "1-2")) {
            assertThatThrownBy(() -> trail().read(EVERYTHING, mark, 50))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void read_aMarkWhoseFileIsGone_findsNothingMore() throws Exception {
        write(0, 3, 100_000);

        AuditTrail.Page page = trail().read(EVERYTHING, "0123456789abcdef-10", 50);

        assertThat(page.lines()).isEmpty();
        assertThat(page.before()).isEmpty();
    }
}
