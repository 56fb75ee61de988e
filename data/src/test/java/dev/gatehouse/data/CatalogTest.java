package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.event.Announcement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogTest {

    record Build(
            @Doc("Its id.") long buildid,
            @Doc("Where it ran.") @Nullable Long workerid,
            @JsonIgnore String slug) {}

    record OnlyId(long buildid) {}

    private static ResourceType<Build> builds(String... patterns) {
        ResourceType<Build> type =
                ResourceType.of("build", "builds", Build.class).scope(b -> Scope.ofEverybody());
        for (String pattern : patterns) {
            type = type.one(pattern, path -> Optional.empty());
        }
        return type;
    }

    private static String matched(Catalog catalog, String path) {
        return catalog.match(List.of(path.split("/", -1)))
                .map(match -> match.endpoint().pattern().text() + " " + match.args().values())
                .orElse("none");
    }

    @Test
    void match_typed_winsOverTextWhateverTheOrder() {
        Catalog catalog =
                new Catalog(
                        List.of(
                                builds(
                                        "/builders/s:name/builds/n:number",
                                        "/builders/n:id/builds/n:number",
                                        "/builders/i:word/builds/n:number",
                                        "/builders/all/builds/n:number")));

        assertThat(matched(catalog, "builders/12/builds/3"))
                .isEqualTo("/builders/n:id/builds/n:number " + Map.of("id", 12L, "number", 3L));
        assertThat(matched(catalog, "builders/a b/builds/3")).startsWith("/builders/s:name/");
        assertThat(matched(catalog, "builders/ab/builds/3")).startsWith("/builders/i:word/");
        assertThat(matched(catalog, "builders/all/builds/3")).startsWith("/builders/all/");
        assertThat(matched(catalog, "builders/12/builds/x")).isEqualTo("none");
    }

    @Test
    void match_sameKinds_theFirstDeclaredWins() {
        Catalog catalog = new Catalog(List.of(builds("/a/s:first"), builds("/a/:second")));

        assertThat(matched(catalog, "a/x")).isEqualTo("/a/s:first {first=x}");
    }

    @Test
    void resolve_unknown_saysThePathAsTheWireDoes() {
        assertThatThrownBy(
                        () -> new Catalog(List.of(builds("/a"))).resolve(List.of("a", "b/c", "")))
                .isInstanceOf(NotFound.class)
                .hasMessage("Invalid path: a/b/c/");
    }

    @Test
    void keysOf_record_fillsEveryPathItCan() {
        Catalog catalog =
                new Catalog(
                        List.of(
                                builds().event("/builds/:buildid")
                                        .event("/workers/:workerid/builds/:buildid")
                                        .event("/slugs/:slug")));

        assertThat(keys(catalog, new Build(7, 13L, "x")))
                .containsExactly(
                        List.of("builds", "7", "new"),
                        List.of("workers", "13", "builds", "7", "new"),
                        List.of("slugs", "x", "new"));
        assertThat(keys(catalog, new Build(7, null, "x")))
                .containsExactly(List.of("builds", "7", "new"), List.of("slugs", "x", "new"));
        assertThat(keys(catalog, new OnlyId(7))).containsExactly(List.of("builds", "7", "new"));
    }

    private static List<List<String>> keys(Catalog catalog, Object record) {
        return catalog.keysOf(Announcement.of("build", "new", record, Scope.ofEverybody()));
    }

    @Test
    void keysOf_unknownType_isAFault() {
        assertThatThrownBy(
                        () ->
                                new Catalog(List.of())
                                        .keysOf(
                                                Announcement.of(
                                                        "x", "new", "y", Scope.ofEverybody())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
    }
}
