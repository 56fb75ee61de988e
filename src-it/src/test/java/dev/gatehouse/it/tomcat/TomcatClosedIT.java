package dev.gatehouse.it.tomcat;

import dev.gatehouse.it.Archives;
import dev.gatehouse.it.ClosedScenario;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Tomcat 10.1, under a context path. */
@ArquillianTest
@RunAsClient
class TomcatClosedIT extends ClosedScenario {
    @ArquillianResource URL url;

    @Deployment(testable = false)
    static WebArchive deployment() {
        return Archives.war("ci.war", "tomcat", CONFIG);
    }

    @Override
    protected URI url() {
        return URI.create(url.toString());
    }
}
