package dev.gatehouse.www.rest;

import dev.gatehouse.www.RequestPath;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.internal.inject.InjectionManager;
import org.glassfish.jersey.internal.inject.ReferencingFactory;
import org.glassfish.jersey.internal.util.collection.Ref;
import org.glassfish.jersey.process.internal.RequestScoped;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerException;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * Runs the JAX-RS resources that it is given, and none that it finds. It speaks to Jersey itself instead of
 * through Jersey's servlet, for three reasons: resources see the path that {@link RequestPath} read, under
 * its full name whatever the mapping; headers that we judge ourselves are not judged twice; and an answer
 * that breaks off is not ended properly. Any thread.
 */
public final class RestFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    /** Resources speak of paths only; nobody sees this. */
    private static final URI BASE = URI.create("http://localhost/");

    private static final Type REQUEST = new GenericType<Ref<HttpServletRequest>>() {}.getType();
    private static final Type RESPONSE = new GenericType<Ref<HttpServletResponse>>() {}.getType();

    private final transient ApplicationHandler jersey;
    private final transient DirectRead reads;

    /**
     * @param data answers reads directly; everything else of it goes through JAX-RS
     * @param others further instances with {@code @Path}; their methods may take {@code @Context} servlet
     *     requests and responses
     */
    public RestFilter(DataResource data, List<Object> others) {
        List<Object> resources = new ArrayList<>(others);
        resources.add(data);
        this.jersey = new ApplicationHandler(config(resources));
        this.reads = new DirectRead(data);
    }

    private static ResourceConfig config(List<Object> resources) {
        ResourceConfig config = new ResourceConfig();
        config.register(ErrorMapper.class);
        // Registered as instances they would work too, but be warned of as useless providers.
        resources.forEach(resource -> config.register(resource.getClass()));
        config.register(
                new AbstractBinder() {
                    @Override
                    protected void configure() {
                        resources.forEach(resource -> instance(this, resource));
                        bindFactory(Request.class)
                                .to(HttpServletRequest.class)
                                .proxy(true)
                                .proxyForSameScope(false)
                                .in(RequestScoped.class);
                        bindFactory(Response.class)
                                .to(HttpServletResponse.class)
                                .proxy(true)
                                .proxyForSameScope(false)
                                .in(RequestScoped.class);
                        bindFactory(ReferencingFactory.<HttpServletRequest>referenceFactory())
                                .to(new GenericType<Ref<HttpServletRequest>>() {})
                                .in(RequestScoped.class);
                        bindFactory(ReferencingFactory.<HttpServletResponse>referenceFactory())
                                .to(new GenericType<Ref<HttpServletResponse>>() {})
                                .in(RequestScoped.class);
                    }
                });
        config.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        // Needs a library that we have not, and warns of that.
        config.property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "DATASOURCE");
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        return config;
    }

    @SuppressWarnings("unchecked")
    private static <T> void instance(AbstractBinder binder, T resource) {
        binder.bind(resource).to((Class<T>) resource.getClass());
    }

    static final class Request extends ReferencingFactory<HttpServletRequest> {
        @Inject
        Request(Provider<Ref<HttpServletRequest>> reference) {
            super(reference);
        }
    }

    static final class Response extends ReferencingFactory<HttpServletResponse> {
        @Inject
        Response(Provider<Ref<HttpServletResponse>> reference) {
            super(reference);
        }
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        Exchange exchange = Exchange.begin(request, response);
        boolean data = RequestPath.of(request).space().equals(DataResource.SPACE);
        if (data && DirectRead.takes(request.getMethod())) {
            reads.answer(exchange);
            return;
        }
        ContainerRequest call =
                new ContainerRequest(
                        BASE,
                        BASE.resolve(path(RequestPath.of(request))),
                        request.getMethod(),
                        new Nobody(),
                        new MapPropertiesDelegate(),
                        jersey.getConfiguration());
        Writer writer = new Writer(exchange);
        call.setWriter(writer);
        call.setRequestScopedInitializer(injection -> inject(injection, request, response));
        jersey.handle(call);
        writer.finish();
    }

    private static void inject(
            InjectionManager injection, HttpServletRequest request, HttpServletResponse response) {
        injection.<Ref<HttpServletRequest>>getInstance(REQUEST).set(request);
        injection.<Ref<HttpServletResponse>>getInstance(RESPONSE).set(response);
    }

    private static String path(RequestPath path) {
        return path.segments().stream()
                .map(segment -> URLEncoder.encode(segment, StandardCharsets.UTF_8))
                .map(segment -> segment.replace("+", "%20"))
                .collect(Collectors.joining("/", "/", ""));
    }

    @Override
    public void destroy() {
        jersey.onShutdown(null);
    }

    /** Who asks is known by Callers; JAX-RS is not asked. */
    private static final class Nobody implements SecurityContext {
        @Override
        public @Nullable Principal getUserPrincipal() {
            return null;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String getAuthenticationScheme() {
            return null;
        }
    }

    /** Carries what Jersey answers over to the container. */
    private static final class Writer implements ContainerResponseWriter {
        private final Exchange exchange;
        private @Nullable Throwable failure;

        Writer(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse answer) {
            HttpServletResponse response = exchange.response();
            response.setStatus(answer.getStatus());
            answer.getStringHeaders()
                    .forEach(
                            (name, values) ->
                                    values.forEach(value -> Reply.set(response, name, value)));
            boolean own = answer.getHeaders().containsKey("Content-Length");
            if (length >= 0 && !own && !exchange.request().getMethod().equals("HEAD")) {
                response.setContentLengthLong(length);
            }
            try {
                return exchange.out();
            } catch (IOException e) {
                throw new ContainerException(e);
            }
        }

        @Override
        public void failure(Throwable thrown) {
            failure = thrown;
        }

        void finish() throws IOException {
            DirectRead.finish(exchange, failure);
        }

        @Override
        public boolean suspend(long time, TimeUnit unit, TimeoutHandler handler) {
            // no resource of ours is asynchronous; false makes Jersey say so
            return false;
        }

        @Override
        public void setSuspendTimeout(long time, TimeUnit unit) {
            throw new IllegalStateException("no resource of ours is asynchronous");
        }

        @Override
        public void commit() {
            // the container does it when the request is through
        }

        @Override
        public boolean enableResponseBuffering() {
            return true;
        }
    }
}
