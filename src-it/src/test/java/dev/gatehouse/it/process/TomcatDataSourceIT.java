package dev.gatehouse.it.process;

import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.TestServer;
import dev.gatehouse.it.DataSourceScenario;
import dev.gatehouse.it.Installed;
import dev.gatehouse.it.InstalledTomcat;
import dev.gatehouse.it.ItFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.Driver;

/** Tomcat 10.1 with a data source as docs/configure.md has it, for PostgreSQL. */
class TomcatDataSourceIT extends DataSourceScenario {
    @RegisterExtension
    static final Installed SERVER = new Installed("", config -> start(Dialect.POSTGRESQL));

    @Override
    protected URI url() {
        return SERVER.url();
    }

    @Override
    protected Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    private static Installed.Started start(Dialect dialect) throws IOException {
        Path basedir = baseDirectory("tomcat-source", dialect, "java:comp/env/jdbc/gatehouse");
        String source =
                """
                <Resource name="jdbc/gatehouse" type="javax.sql.DataSource" closeMethod="close"
                          driverClassName="org.postgresql.Driver" url="%s"
                          username="%s" password="%s"
                          maxTotal="16" maxWaitMillis="5000"/>
                """
                        .formatted(
                                TestServer.of(dialect).jdbcUrl(),
                                TestServer.USER,
                                TestServer.PASSWORD);
        return InstalledTomcat.start(
                ItFiles.server("it.tomcat"),
                "tomcat-source",
                basedir,
                source,
                List.of(ItFiles.jarOf(Driver.class)));
    }
}
