package dev.gatehouse.it;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server that runs as its own process while the tests of a class run, with the WAR deployed in it. */
public final class Installed implements BeforeAllCallback, AfterAllCallback {
    /** Slow machines, cold disks: GlassFish took 45 seconds on an idle one. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final String config;
    private final Starter starter;
    private Started started;

    public Installed(String config, Starter starter) {
        this.config = config;
        this.starter = starter;
    }

    /** Starts a server, with the WAR in it, over a base directory with this configuration. */
    public interface Starter {
        Started start(String config) throws Exception;
    }

    /** A started process, and where the application is going to answer. */
    public record Started(ServerProcess process, URI url) {}

    public URI url() {
        return started.url();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        started = starter.start(config);
        try {
            started.process().awaitHttp(started.url().resolve("auth/login"), LIMIT);
        } catch (RuntimeException e) {
            started.process().close();
            throw e;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        started.process().close();
    }
}
