package dev.gatehouse;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pages under {@code docs/security}: complete, and every proof that they name is there. */
class SecurityPagesTest {
    private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Pattern CHAPTER = Pattern.compile("V\\d+ .*");
    private static final Pattern HOLE = Pattern.compile("(login|elsewhere|not here): .*");
    private static final Set<String> STATES = Set.of("met", "not applicable", "not met");

    /** How many requirements of levels 1 and 2 each section of the standard has. */
    private static final Map<String, Integer> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("6.1", 3);
        SECTIONS.put("6.2", 12);
        SECTIONS.put("6.3", 4);
        SECTIONS.put("6.4", 4);
        SECTIONS.put("6.5", 5);
        SECTIONS.put("6.6", 3);
        SECTIONS.put("6.8", 4);
        SECTIONS.put("7.1", 3);
        SECTIONS.put("7.2", 4);
        SECTIONS.put("7.3", 2);
        SECTIONS.put("7.4", 5);
        SECTIONS.put("7.5", 2);
        SECTIONS.put("7.6", 2);
        SECTIONS.put("9.1", 3);
        SECTIONS.put("9.2", 4);
        SECTIONS.put("10.1", 2);
        SECTIONS.put("10.2", 2);
        SECTIONS.put("10.3", 4);
        SECTIONS.put("10.4", 11);
        SECTIONS.put("10.5", 5);
        SECTIONS.put("10.6", 2);
        SECTIONS.put("10.7", 3);
    }

    private final Evidence evidence;
    private final String asvs;
    private final List<List<String>> requirements;
    private final List<List<String>> holes;

    SecurityPagesTest() throws IOException {
        evidence = new Evidence();
        asvs = Files.readString(Evidence.ROOT.resolve("docs/security/asvs.md"));
        requirements = Evidence.rows(asvs, NUMBER);
        holes =
                Evidence.rows(
                        Files.readString(Evidence.ROOT.resolve("docs/security/holes.md")), HOLE);
    }

    @Test
    void asvs_numbers_areCompleteAndInOrder() {
        List<String> expected = new ArrayList<>();
        SECTIONS.forEach(
                (section, count) ->
                        IntStream.rangeClosed(1, count)
                                .forEach(number -> expected.add(section + "." + number)));

        assertThat(requirements).extracting(cells -> cells.get(0)).isEqualTo(expected);
        assertThat(requirements).allMatch(cells -> cells.size() == 5);
    }

    /** As many of each level as the standard has in its chapter. */
    @Test
    void asvs_levels_areTheStandards() {
        Map<String, Long> levels =
                requirements.stream()
                        .collect(
                                groupingBy(
                                        cells ->
                                                cells.get(0).replaceFirst("\\..*", "")
                                                        + " L"
                                                        + cells.get(1),
                                        TreeMap::new,
                                        counting()));

        assertThat(levels)
                .isEqualTo(
                        Map.of(
                                "6 L1", 13L, "6 L2", 22L, "7 L1", 6L, "7 L2", 12L, "9 L1", 4L,
                                "9 L2", 3L, "10 L1", 5L, "10 L2", 24L));
    }

    @Test
    void asvs_state_isMetAndShown_orHasItsReason() {
        for (List<String> cells : requirements) {
            String state = cells.get(2);
            assertThat(STATES).describedAs(cells.get(0)).contains(state);
            assertThat(cells.get(3))
                    .describedAs("%s: the reason", cells.get(0))
                    .hasSizeGreaterThan(20);
            if (state.equals("met")) {
                assertThat(Evidence.named(cells.get(4)))
                        .describedAs("%s: a test, or a page", cells.get(0))
                        .anyMatch(
                                name ->
                                        Evidence.isTest(name)
                                                || name.endsWith(".md")
                                                || name.contains(".md#"));
            }
        }
    }

    @Test
    void asvs_sums_areThoseOfTheRows() {
        for (List<String> sum : Evidence.rows(asvs, CHAPTER)) {
            String chapter = sum.get(0).replaceFirst("V(\\d+) .*", "$1");
            Map<String, Long> states =
                    requirements.stream()
                            .filter(cells -> cells.get(0).startsWith(chapter + "."))
                            .collect(groupingBy(cells -> cells.get(2), counting()));
            assertThat(sum.subList(1, 4))
                    .describedAs(sum.get(0))
                    .containsExactly(
                            String.valueOf(states.getOrDefault("met", 0L)),
                            String.valueOf(states.getOrDefault("not applicable", 0L)),
                            String.valueOf(states.getOrDefault("not met", 0L)));
        }
        assertThat(Evidence.rows(asvs, CHAPTER)).hasSize(4);
    }

    /** What belongs to a login is a test; of the rest the page says where it is, or that there is none. */
    @Test
    void holes_ofTheLogin_haveEachATest() {
        assertThat(holes).hasSizeGreaterThan(30);
        for (List<String> cells : holes) {
            assertThat(cells).describedAs(cells.get(0)).hasSize(3);
            if (cells.get(0).startsWith("login: ")) {
                assertThat(Evidence.named(cells.get(2)))
                        .describedAs(cells.get(0))
                        .anyMatch(Evidence::isTest);
            }
        }
    }

    @Test
    void proofs_ofBothPages_areThere() {
        List<String> faults = new ArrayList<>();
        for (List<List<String>> rows : List.of(requirements, holes)) {
            for (List<String> cells : rows) {
                for (String name : Evidence.named(cells.get(cells.size() - 1))) {
                    String fault = evidence.fault(name);
                    if (!fault.isEmpty()) {
                        faults.add(cells.get(0) + ": " + fault);
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }
}
