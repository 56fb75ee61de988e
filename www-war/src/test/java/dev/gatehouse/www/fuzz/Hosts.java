package dev.gatehouse.www.fuzz;

import dev.gatehouse.www.ServerLifecycle;
import dev.gatehouse.www.Whole;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** The whole server twice over copies of a real Buildbot's database: in Jetty and in Tomcat. */
final class Hosts implements AutoCloseable {
    private static final String CONFIG =
            """
            buildbotURL: http://localhost/
            master: none
            """;

    private final Whole jetty;
    private final Tomcat tomcat = new Tomcat();

    Hosts(Path folder) throws Exception {
        jetty = new Whole(folder.resolve("jetty"), CONFIG);
        startTomcat(Whole.basedir(folder.resolve("tomcat"), CONFIG), folder);
    }

    private void startTomcat(String basedir, Path folder) throws Exception {
        tomcat.setBaseDir(folder.resolve("catalina").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        Context context =
                tomcat.addContext("", Files.createDirectory(folder.resolve("root")).toString());
        context.addParameter(Whole.BASEDIR, basedir);
        context.addApplicationListener(ServerLifecycle.class.getName());
        tomcat.getConnector();
        tomcat.start();
    }

    int jettyPort() {
        return jetty.port();
    }

    int tomcatPort() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws Exception {
        jetty.close();
        tomcat.stop();
        tomcat.destroy();
    }
}
