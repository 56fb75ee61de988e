package dev.gatehouse.it.jetty;

import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** Deploying means: write the WAR to a file and start it by itself on a free port. */
public final class ExecContainer implements DeployableContainer<ExecConfiguration> {
    private static final Pattern READY =
            Pattern.compile("(?m)^url: (http://\\S+:(\\d+)(/\\S*)?)\\s*$");

    private Path baseDirectory = Path.of("");
    private ServerProcess server;

    @Override
    public Class<ExecConfiguration> getConfigurationClass() {
        return ExecConfiguration.class;
    }

    @Override
    public void setup(ExecConfiguration configuration) {
        baseDirectory = Path.of(configuration.getBaseDirectory());
    }

    @Override
    public void start() {
        // Nothing runs before there is a WAR.
    }

    @Override
    public void stop() {
        // The server ended with its WAR.
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Local");
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        try {
            Files.createDirectories(baseDirectory);
            Path war = baseDirectory.resolve(archive.getName());
            archive.as(ZipExporter.class).exportTo(war.toFile(), true);
            server =
                    ServerProcess.start(
                            "java-jar",
                            baseDirectory,
                            List.of(
                                    ItFiles.java(),
                                    "-Xmx256m",
                                    "-jar",
                                    war.toString(),
                                    "run",
                                    "--port",
                                    "0",
                                    "--basedir",
                                    baseDirectory.toString()));
            URI url = URI.create(server.await(READY, Duration.ofMinutes(2)).group(1));
            HTTPContext context = new HTTPContext(url.getHost(), url.getPort());
            context.add(new Servlet("default", url.getPath()));
            return new ProtocolMetaData().addContext(context);
        } catch (Exception e) {
            throw new DeploymentException("java -jar " + archive.getName(), e);
        }
    }

    @Override
    public void undeploy(Archive<?> archive) {
        server.close();
    }
}
