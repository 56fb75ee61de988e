package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.catalog.CatalogCheck;
import dev.gatehouse.data.catalog.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeCatalogTest {

    @Test
    void of_allTypes_hasNoFault() {
        try (World world = new World()) {
            Catalog catalog = world.catalog(Controls.none("no master", List.of()));
            assertThat(CatalogCheck.faults(catalog.types())).isEmpty();
        }
    }

    @Test
    void of_allTypes_namesThemAsTheWireDoes() {
        try (World world = new World()) {
            Catalog catalog = world.catalog(Controls.none("no master", List.of()));
            assertThat(catalog.types())
                    .extracting(ResourceType::name)
                    .containsExactlyInAnyOrder(
                            "_property",
                            "branch",
                            "build",
                            "build_data",
                            "builder",
                            "buildrequest",
                            "buildset",
                            "change",
                            "changesource",
                            "codebase",
                            "commit",
                            "commit_graph",
                            "forcescheduler",
                            "log",
                            "logchunk",
                            "master",
                            "project",
                            "rootlink",
                            "scheduler",
                            "sourcedproperties",
                            "sourcestamp",
                            "spec",
                            "step",
                            "test_result",
                            "test_result_set",
                            "worker");
        }
    }
}
