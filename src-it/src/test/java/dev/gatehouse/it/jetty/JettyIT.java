package dev.gatehouse.it.jetty;

import dev.gatehouse.it.Archives;
import dev.gatehouse.it.ServerScenario;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Jetty 12.1, the one inside the WAR: {@code java -jar}. */
@ArquillianTest
@RunAsClient
class JettyIT extends ServerScenario {
    @ArquillianResource URL url;

    @Deployment(testable = false)
    static WebArchive deployment() {
        return Archives.war("gatehouse.war", "jetty", CONFIG);
    }

    @Override
    protected URI url() {
        return URI.create(url.toString());
    }
}
