package dev.gatehouse.it.jetty;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jetty 12.1 as an installation, with the WAR in its {@code webapps}. */
class JettyHomeIT {
    @Nested
    class Open extends ServerScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, JettyHomeIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    @Nested
    class Closed extends ClosedScenario {
        @RegisterExtension
        static final Installed SERVER = new Installed(CONFIG, JettyHomeIT::start);

        @Override
        protected URI url() {
            return SERVER.url();
        }
    }

    private static Installed.Started start(String config) throws IOException {
        Path base = ItFiles.baseDirectory("jetty-home", config, Map.of());
        Path jetty = ItFiles.fresh("jetty-home-base");
        List<String> startJar =
                List.of(
                        ItFiles.java(),
                        "-Dgatehouse.basedir=" + base,
                        "-jar",
                        ItFiles.server("it.jetty").resolve("start.jar").toString());
        ServerProcess.run(
                "jetty-modules",
                jetty,
                with(
                        startJar,
                        "--add-modules=http,ee10-annotations,ee10-deploy,ee10-websocket-jakarta"));
        Files.copy(
                ItFiles.war(),
                Files.createDirectories(jetty.resolve("webapps")).resolve("gatehouse.war"));
        int port = ServerProcess.freePort();
        ServerProcess process =
                ServerProcess.start(
                        "jetty-home",
                        jetty,
                        with(startJar, "jetty.http.host=127.0.0.1", "jetty.http.port=" + port));
        return new Installed.Started(
                process, URI.create("http://127.0.0.1:" + port + "/gatehouse/"));
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }
}
