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

/** Open Liberty, with servlets and WebSockets and nothing else. */
class OpenLibertyIT {
    @Nested
    class Open extends ServerScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, OpenLibertyIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    @Nested
    class Closed extends ClosedScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, OpenLibertyIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    private static Installed.Started start(String config) throws IOException {
        Path base = ItFiles.baseDirectory("liberty", config, Map.of());
        Path user = ItFiles.fresh("liberty-user");
        Path server = Files.createDirectories(user.resolve("servers/it"));
        int port = ServerProcess.freePort();
        Files.writeString(
                server.resolve("server.xml"),
                """
                <server>
                  <featureManager>
                    <feature>servlet-6.0</feature>
                    <feature>websocket-2.1</feature>
                  </featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                  <webApplication location="%s" contextRoot="/gatehouse"/>
                </server>
                """
                        .formatted(port, ItFiles.war()));
        Files.writeString(server.resolve("jvm.options"), "-Dgatehouse.basedir=" + base + "\n");
        ServerProcess process =
                ServerProcess.start(
                        "liberty",
                        server,
                        Map.of("WLP_USER_DIR", user.toString()),
                        List.of(
                                "sh",
                                ItFiles.server("it.liberty").resolve("bin/server").toString(),
                                "run",
                                "it"));
        return new Installed.Started(
                process, URI.create("http://127.0.0.1:" + port + "/gatehouse/"));
    }
}
