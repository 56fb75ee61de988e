package dev.gatehouse.it.wildfly;

import dev.gatehouse.it.Archives;
import dev.gatehouse.it.ServerScenario;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;

/** WildFly 39, with the EAR. */
@ArquillianTest
@RunAsClient
class WildFlyEarIT extends ServerScenario {
    @ArquillianResource URL url;

    @Deployment(testable = false)
    static EnterpriseArchive deployment() {
        return Archives.ear("wildfly", CONFIG);
    }

    @Override
    protected URI url() {
        return URI.create(url.toString());
    }
}
