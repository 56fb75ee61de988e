package dev.gatehouse.it.other;

import dev.gatehouse.it.ClosedScenario;
import dev.gatehouse.it.Installed;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerScenario;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GlassFish 7. */
@DisabledForJreRange(
        minVersion = 25,
        disabledReason = "GlassFish 7 itself does not start on Java 25")
class GlassFishIT {
    @Nested
    class Open extends ServerScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, GlassFishIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    @Nested
    class Closed extends ClosedScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, GlassFishIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    private static Installed.Started start(String config) throws IOException {
        return GlassFishDomain.start("glassfish", ItFiles.server("it.glassfish"), config);
    }
}
