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
        Path base = ItFiles.baseDirectory("tomcat11", config, Map.of());
        Path home = ItFiles.server("it.tomcat11");
        Path catalina = ItFiles.fresh("tomcat11-base");
        for (String folder : List.of("conf", "logs", "temp", "webapps", "work")) {
            Files.createDirectories(catalina.resolve(folder));
        }
        int port = ServerProcess.freePort();
        Files.copy(home.resolve("conf/web.xml"), catalina.resolve("conf/web.xml"));
        Files.writeString(
                catalina.resolve("conf/server.xml"),
                """
                <Server port="-1">
                  <Service name="Catalina">
                    <Connector address="127.0.0.1" port="%d"/>
                    <Engine name="Catalina" defaultHost="localhost">
                      <Host name="localhost" appBase="webapps"/>
                    </Engine>
                  </Service>
                </Server>
                """
                        .formatted(port));
        Files.copy(ItFiles.war(), catalina.resolve("webapps/ci.war"));
        ServerProcess process =
                ServerProcess.start(
                        "tomcat11",
                        catalina,
                        List.of(
                                ItFiles.java(),
                                "-Dcatalina.home=" + home,
                                "-Dcatalina.base=" + catalina,
                                "-Djava.io.tmpdir=" + catalina.resolve("temp"),
                                "-Dgatehouse.basedir=" + base,
                                "-cp",
                                home.resolve("bin/bootstrap.jar")
                                        + ":"
                                        + home.resolve("bin/tomcat-juli.jar"),
                                "org.apache.catalina.startup.Bootstrap",
                                "start"));
        return new Installed.Started(process, URI.create("http://127.0.0.1:" + port + "/ci/"));
    }
}
