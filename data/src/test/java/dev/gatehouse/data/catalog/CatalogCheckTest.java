package dev.gatehouse.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.query.Page;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogCheckTest {

    record Lamp(@Doc("Its id.") long lampid, @Doc("What it is called.") String name) {}

    record Bulb(long bulbid, @Doc("Its watts.") int[] watts) {}

    record Switch(boolean on) {}

    private static ResourceType<Lamp> lamps() {
        return ResourceType.of("lamp", "lamps", Lamp.class)
                .scope(lamp -> Scope.ofEverybody())
                .event("/lamps/:lampid")
                .one("/lamps/n:lampid", path -> Optional.empty())
                .one("/lamps/i:name", path -> Optional.empty())
                .one("/lamps/s:name", path -> Optional.empty())
                .many("/lamps", (path, query) -> Page.of(List.of()))
                .action("switch", Switch.class, (lamp, args, by) -> null);
    }

    @Test
    void faults_soundCatalogue_hasNone() {
        assertThat(CatalogCheck.faults(List.of(lamps()))).isEmpty();
        CatalogCheck.require(List.of(lamps()));
    }

    @Test
    void faults_manyFaults_areAllNamedTogether() {
        ResourceType<Bulb> bulbs =
                ResourceType.of("lamp", "lamps", Bulb.class)
                        .event("/bulbs/n:bulbid")
                        .event("/rooms/:roomid/bulbs/:bulbid")
                        .many("/lamps/:anything", (path, query) -> Page.of(List.of()))
                        .many("/bulbs/x:bulbid", (path, query) -> Page.of(List.of()))
                        .many("/bulbs/n:id/n:id", (path, query) -> Page.of(List.of()))
                        .many("/bulbs/n:", (path, query) -> Page.of(List.of()))
                        .action("Off", String.class, (bulb, args, by) -> null)
                        .action("Off", Switch.class, (bulb, args, by) -> null);

        assertThat(CatalogCheck.faults(List.of(lamps(), bulbs)))
                .containsExactlyInAnyOrder(
                        "lamp: a second type of this name",
                        "lamp: a second type with the plural 'lamps'",
                        "lamp: declares no scope: whose are its rows?",
                        "lamp: field 'bulbid' has no @Doc",
                        "lamp: field 'watts' is an array: use a list",
                        "lamp: event /bulbs/n:bulbid: variables of event paths have no kind",
                        "lamp: event /rooms/:roomid/bulbs/:bulbid needs 'roomid', which the record"
                                + " lacks",
                        "lamp: /lamps/:anything: matches the same paths as lamp /lamps/s:name",
                        "lamp: /bulbs/x:bulbid: 'x:bulbid' is of no known kind (n:, i:, s:, :)",
                        "lamp: /bulbs/n:id/n:id: two variables 'id'",
                        "lamp: /bulbs/n:: an element without a name",
                        "lamp: action Off: names are in lower case",
                        "lamp: action Off: names are in lower case",
                        "lamp: action Off: declared twice",
                        "lamp: action Off: arguments are a record or JsonNode",
                        "lamp: has actions but no path to a single one");
    }

    @Test
    void require_aFault_saysIt() {
        ResourceType<String> texts = ResourceType.of("text", "texts", String.class);

        assertThatThrownBy(() -> CatalogCheck.require(List.of(texts)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text: String is no record");
    }
}
