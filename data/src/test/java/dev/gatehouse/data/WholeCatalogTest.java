package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.catalog.CatalogCheck;
import dev.gatehouse.data.catalog.PathPattern;
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

    @Test
    void of_allTypes_announcesOnEveryKeyThatClientsKnow() {
        try (World world = new World()) {
            Catalog catalog = world.catalog(Controls.none("no master", List.of()));
            assertThat(catalog.types())
                    .flatExtracting(ResourceType::events)
                    .extracting(PathPattern::text)
                    .containsExactlyInAnyOrder(
                            "/branches/:branchid",
                            "/builders/:builderid",
                            "/builders/:builderid/buildrequests/:buildrequestid",
                            "/builders/:builderid/builds/:number",
                            "/buildrequests/:buildrequestid",
                            "/builds/:buildid",
                            "/builds/:buildid/properties",
                            "/builds/:buildid/steps/:stepid",
                            "/buildsets/:bsid",
                            "/buildsets/:buildsetid/builders/:builderid/buildrequests/:buildrequestid",
                            "/changes/:changeid",
                            "/codebases/:codebaseid",
                            "/codebases/:codebaseid/commits/:commitid",
                            "/commits/:commitid",
                            "/logs/:logid",
                            "/masters/:masterid",
                            "/projects/:projectid",
                            "/schedulers/:schedulerid",
                            "/steps/:stepid",
                            "/steps/:stepid/logs/:slug",
                            "/test_result_sets/:test_result_setid",
                            "/workers/:workerid",
                            "/workers/:workerid/builds/:buildid");
        }
    }
}
