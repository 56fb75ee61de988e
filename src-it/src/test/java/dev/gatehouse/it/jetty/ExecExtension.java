package dev.gatehouse.it.jetty;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Makes {@code java -jar} an Arquillian container, where the build asks for that one. */
public final class ExecExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        if ("exec".equals(System.getProperty("arquillian.launch"))) {
            builder.service(DeployableContainer.class, ExecContainer.class);
        }
    }
}
