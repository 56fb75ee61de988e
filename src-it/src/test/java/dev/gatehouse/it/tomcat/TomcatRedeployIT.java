package dev.gatehouse.it.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.it.Archives;
import dev.gatehouse.it.EventSocket;
import dev.gatehouse.it.WebClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Undeployed, the WAR leaves nothing behind; Tomcat runs in the tests' own JVM, so it can be seen. */
@ArquillianTest
@RunAsClient
class TomcatRedeployIT {
    private static final String LOADER = "org.apache.catalina.loader.ParallelWebappClassLoader";

    /** By the cache behind the records' {@code equals}, which remembers the last record it was made for. */
    private static final int KEPT_BY_THE_JVM = 1;

    /** What a finalizer or a thread that is just ending still holds is gone long before. */
    private static final Duration COLLECTED = Duration.ofMinutes(1);

    /** The base directory, and Tomcat's own with the unpacked WAR. */
    private static final String FOLDERS = System.getProperty("it.folder") + "/tomcat";

    @ArquillianResource Deployer deployer;

    @Deployment(name = "ci", managed = false, testable = false)
    static WebArchive deployment() {
        return Archives.war("ci.war", "tomcat", "open.yaml");
    }

    @Test
    void redeploy_fiveTimes_leavesNoThreadNoFileAndNoClassesOfFormerTimes() throws Exception {
        // What the listeners of an installed Tomcat's server.xml do; the embedded one has none.
        URLConnection.setDefaultUseCaches("jar", false);
        List<String> before = openFilesBelow(FOLDERS);
        URI url = URI.create("http://127.0.0.1:" + System.getProperty("port.tomcat") + "/ci/");
        for (int round = 1; round <= 5; round++) {
            deployer.deploy("ci");
            WebClient bob = WebClient.of(url).login("bob", "builder");
            assertThat(bob.get("api/v2/builders").status()).isEqualTo(200);
            try (EventSocket socket = bob.socket()) {
                socket.subscribe("buildsets/*/*");
                int buildset =
                        bob.call(
                                        "api/v2/forceschedulers/force-quick",
                                        "force",
                                        Map.of("reason", "round " + round))
                                .json()
                                .at("/result/0")
                                .asInt();
                socket.awaitEvent("buildsets/" + buildset + "/new");
            }
            deployer.undeploy("ci");

            assertThat(threadsOfApplications()).isEmpty();
            assertThat(openFilesBelow(FOLDERS)).isSubsetOf(before);
        }
        Awaitility.await()
                .atMost(COLLECTED)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () ->
                                assertThat(classLoadersOfApplications())
                                        .isLessThanOrEqualTo(KEPT_BY_THE_JVM));
    }

    /** Those in memory after a full garbage collection: the histogram counts what is alive. */
    private static long classLoadersOfApplications() throws JMException {
        String histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(LOADER))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    /** Threads that still belong to an application: the server itself has none of these any more. */
    private static List<String> threadsOfApplications() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getContextClassLoader() != null)
                .filter(
                        thread ->
                                thread.getContextClassLoader().getClass().getName().equals(LOADER))
                .map(Thread::getName)
                .toList();
    }

    private static List<String> openFilesBelow(String folder) throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(folder)) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }
}
