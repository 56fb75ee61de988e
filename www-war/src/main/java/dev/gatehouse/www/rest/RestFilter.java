package dev.gatehouse.www.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Runs the JAX-RS resources that it is given, and none that it finds. Mapped as a filter, because then one
 * instance serves several URL spaces ({@code /api/*}, {@code /auth/*}) under their full paths.
 */
public final class RestFilter extends ServletContainer {
    private static final long serialVersionUID = 1;

    /**
     * @param resources instances with {@code @Path}
     */
    public RestFilter(List<Object> resources) {
        super(config(resources));
    }

    private static ResourceConfig config(List<Object> resources) {
        ResourceConfig config = new ResourceConfig();
        config.registerInstances(resources.toArray());
        config.register(ErrorMapper.class);
        config.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        // the container's error pages are HTML and not ours
        config.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        return config;
    }

    @Override
    public void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Exchange exchange = Exchange.begin(request, response);
        super.doFilter(exchange.requestForJaxRs(), exchange.responseForJaxRs(), chain);
        if (exchange.broken()) {
            // makes the container cut the connection: the client must not take the part for the
            // whole
            throw new IOException("an answer broke off; its cause is logged above");
        }
    }
}
