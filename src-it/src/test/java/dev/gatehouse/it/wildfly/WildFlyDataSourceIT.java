package dev.gatehouse.it.wildfly;

import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.TestServer;
import dev.gatehouse.it.Archives;
import dev.gatehouse.it.DataSourceScenario;
import java.net.URI;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.mariadb.jdbc.Driver;

/** WildFly 39 with a data source of the same words as docs/configure.md has, for MariaDB. */
@ArquillianTest
@RunAsClient
class WildFlyDataSourceIT extends DataSourceScenario {
    private static final String SOURCE = "java:jboss/datasources/gatehouse";
    private static final Dialect DIALECT = Dialect.MARIADB;

    @ArquillianResource
    @OperateOnDeployment("gatehouse")
    URL url;

    @Deployment(name = "driver", order = 1, testable = false)
    static JavaArchive driver() {
        return Archives.jarOf(Driver.class, "mariadb.jar");
    }

    @Deployment(name = "gatehouse", order = 2, testable = false)
    static WebArchive deployment() {
        baseDirectory("wildfly", DIALECT, SOURCE);
        String source =
                """
                <datasources xmlns="http://www.jboss.org/ironjacamar/schema">
                  <datasource jndi-name="%s" pool-name="gatehouse">
                    <connection-url>%s</connection-url>
                    <driver>mariadb.jar</driver>
                    <pool><max-pool-size>16</max-pool-size></pool>
                    <security><user-name>%s</user-name><password>%s</password></security>
                    <validation>
                      <check-valid-connection-sql>SELECT 1</check-valid-connection-sql>
                      <validate-on-match>true</validate-on-match>
                    </validation>
                    <timeout><blocking-timeout-millis>5000</blocking-timeout-millis></timeout>
                  </datasource>
                </datasources>
                """
                        .formatted(
                                SOURCE,
                                TestServer.of(DIALECT).jdbcUrl()
                                        + "?sessionVariables=max_recursive_iterations=100000",
                                TestServer.USER,
                                TestServer.PASSWORD);
        return Archives.war("gatehouse.war")
                .addAsWebInfResource(new StringAsset(source), "gatehouse-ds.xml");
    }

    @Override
    protected URI url() {
        return URI.create(url.toString());
    }

    @Override
    protected Dialect dialect() {
        return DIALECT;
    }
}
