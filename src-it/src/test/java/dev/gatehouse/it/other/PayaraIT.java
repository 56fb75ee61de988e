package dev.gatehouse.it.other;

import dev.gatehouse.it.ClosedScenario;
import dev.gatehouse.it.Installed;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerScenario;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Payara 6, which is a GlassFish with another Jersey. */
class PayaraIT {
    @Nested
    class Open extends ServerScenario {
        @RegisterExtension static final Installed SERVER = new Installed(CONFIG, PayaraIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    @Nested
    class Closed extends ClosedScenario {
        @RegisterExtension static final Installed SERVER = new Installed(CONFIG, PayaraIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    private static Installed.Started start(String config) throws IOException {
        return GlassFishDomain.start("payara", ItFiles.server("it.payara"), config);
    }
}
