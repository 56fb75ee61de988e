package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import dev.gatehouse.www.Version;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one provider. Each has a time limit for the whole of it, an answer has at most a mebibyte, and
 * no redirect is followed: a provider's addresses are configured, and tokens go nowhere else. Any thread.
 */
final class Outbound implements HTTPRequestSender, AutoCloseable {
    static final int MAX_BODY = 1 << 20;

    private static final Set<String> NEVER_SENT = Set.of("content-length", "host", "connection");

    private final Duration timeout;
    private final boolean verify;
    private @Nullable HttpClient client;
    private @Nullable ThreadPoolExecutor threads;
    private boolean closed;

    Outbound(Duration timeout, boolean verify) {
        this.timeout = timeout;
        this.verify = verify;
    }

    @Override
    public HTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI()).timeout(timeout);
        String body = request.getBody();
        builder.method(
                request.getMethod().name(),
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        request.getHeaderMap()
                .forEach(
                        (name, values) -> {
                            if (!NEVER_SENT.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> builder.header(name, value));
                            }
                        });
        builder.setHeader("User-Agent", "buildbot/" + Version.BUILDBOT);
        return converted(received(builder.build()));
    }

    private HttpResponse<byte[]> received(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, info -> new BoundedBody(MAX_BODY));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + timeout.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("the server is being stopped", e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static HTTPResponse converted(HttpResponse<byte[]> received) {
        HTTPResponse response = new HTTPResponse(received.statusCode());
        received.headers()
                .map()
                .forEach((name, values) -> response.setHeader(name, values.toArray(new String[0])));
        response.setBody(new String(received.body(), StandardCharsets.UTF_8));
        return response;
    }

    /** Made at the first login: most servers' lives pass without one. */
    private synchronized HttpClient client() throws IOException {
        if (closed) {
            throw new IOException("the server is being stopped");
        }
        HttpClient made = client;
        if (made == null) {
            ThreadPoolExecutor executor =
                    new ThreadPoolExecutor(
                            0, 32, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Outbound::thread);
            executor.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
            threads = executor;
            made = build(executor);
            client = made;
        }
        return made;
    }

    private HttpClient build(ThreadPoolExecutor executor) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .executor(executor)
                        .connectTimeout(timeout)
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER);
        if (!verify) {
            builder.sslContext(TrustingAnybody.context());
        }
        Thread here = Thread.currentThread();
        ClassLoader loader = here.getContextClassLoader();
        // The client's own thread would keep an undeployed application's classes.
        here.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return builder.build();
        } finally {
            here.setContextClassLoader(loader);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "gatehouse-oauth");
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        return thread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        // Its thread ends once nobody holds the client.
        client = null;
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }
}
