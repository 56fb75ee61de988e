package dev.gatehouse.it.jetty;

import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** The one setting in {@code arquillian.xml}: where the server keeps its things. */
public final class ExecConfiguration implements ContainerConfiguration {
    private String baseDirectory = "";

    public String getBaseDirectory() {
        return baseDirectory;
    }

    public void setBaseDirectory(String baseDirectory) {
        this.baseDirectory = baseDirectory;
    }

    @Override
    public void validate() throws ConfigurationException {
        if (baseDirectory.isEmpty()) {
            throw new ConfigurationException("arquillian.xml lacks the property baseDirectory");
        }
    }
}
