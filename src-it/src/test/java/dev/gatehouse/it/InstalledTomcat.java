package dev.gatehouse.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tomcat as it comes in its zip, run as a process of its own, with the WAR under {@code /ci}. */
public final class InstalledTomcat {
    private InstalledTomcat() {}

    /**
     * Starts one on a free port; it has the base directory by its name in JNDI.
     *
     * @param home the unpacked zip
     * @param name for the folder that it works in
     * @param resources what the application finds in JNDI besides, in the words of Tomcat's context files
     * @param libraries jars that Tomcat has for all its applications
     */
    public static Installed.Started start(
            Path home, String name, Path basedir, String resources, List<Path> libraries)
            throws IOException {
        Path base = ItFiles.fresh(name + "-base");
        for (String folder :
                List.of("conf/Catalina/localhost", "lib", "logs", "temp", "webapps", "work")) {
            Files.createDirectories(base.resolve(folder));
        }
        int port = ServerProcess.freePort();
        Files.copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        Files.writeString(
                base.resolve("conf/server.xml"),
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
        Files.writeString(
                base.resolve("conf/Catalina/localhost/ci.xml"),
                """
                <Context docBase="%s">
                  <Environment name="gatehouse/basedir" type="java.lang.String" value="%s"/>
                  %s
                </Context>
                """
                        .formatted(ItFiles.war(), basedir, resources));
        for (Path library : libraries) {
            Files.copy(library, base.resolve("lib").resolve(library.getFileName()));
        }
        ServerProcess process =
                ServerProcess.start(
                        name,
                        base,
                        List.of(
                                ItFiles.java(),
                                "-Dcatalina.home=" + home,
                                "-Dcatalina.base=" + base,
                                "-Djava.io.tmpdir=" + base.resolve("temp"),
                                "-cp",
                                home.resolve("bin/bootstrap.jar")
                                        + ":"
                                        + home.resolve("bin/tomcat-juli.jar"),
                                "org.apache.catalina.startup.Bootstrap",
                                "start"));
        return new Installed.Started(process, URI.create("http://127.0.0.1:" + port + "/ci/"));
    }
}
