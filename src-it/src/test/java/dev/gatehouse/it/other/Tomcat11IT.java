package dev.gatehouse.it.other;

import dev.gatehouse.it.ClosedScenario;
import dev.gatehouse.it.Installed;
import dev.gatehouse.it.InstalledTomcat;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerScenario;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tomcat 11, under a context path. */
class Tomcat11IT {
    @Nested
    class Open extends ServerScenario {
        @RegisterExtension static final Installed SERVER = new Installed(CONFIG, Tomcat11IT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    @Nested
    class Closed extends ClosedScenario {
        @RegisterExtension static final Installed SERVER = new Installed(CONFIG, Tomcat11IT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    private static Installed.Started start(String config) throws IOException {
        return InstalledTomcat.start(
                ItFiles.server("it.tomcat11"),
                "tomcat11",
                ItFiles.baseDirectory("tomcat11", config, Map.of()),
                "",
                List.of());
    }
}
