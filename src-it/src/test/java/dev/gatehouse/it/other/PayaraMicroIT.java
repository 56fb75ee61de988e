package dev.gatehouse.it.other;

import dev.gatehouse.it.ClosedScenario;
import dev.gatehouse.it.Installed;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import dev.gatehouse.it.ServerScenario;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Payara Micro 6. */
class PayaraMicroIT {
    @Nested
    class Open extends ServerScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, PayaraMicroIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    @Nested
    class Closed extends ClosedScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, PayaraMicroIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    private static Installed.Started start(String config) throws IOException {
        Path base = ItFiles.baseDirectory("payara-micro", config, Map.of());
        Path folder = ItFiles.fresh("payara-micro-root");
        // There is no option for the address.
        Path loopback =
                Files.writeString(
                        folder.resolve("loopback.txt"),
                        "set configs.config.server-config.network-config.network-listeners"
                                + ".network-listener.http-listener.address=127.0.0.1\n");
        int port = ServerProcess.freePort();
        ServerProcess process =
                ServerProcess.start(
                        "payara-micro",
                        folder,
                        List.of(
                                ItFiles.java(),
                                "-Dgatehouse.basedir=" + base,
                                "-jar",
                                ItFiles.server("it.payara-micro").toString(),
                                "--prebootcommandfile",
                                loopback.toString(),
                                "--rootdir",
                                folder.resolve("root").toString(),
                                "--nocluster",
                                "--port",
                                Integer.toString(port),
                                "--contextroot",
                                "gatehouse",
                                "--deploy",
                                ItFiles.war().toString()));
        return new Installed.Started(
                process, URI.create("http://127.0.0.1:" + port + "/gatehouse/"));
    }
}
