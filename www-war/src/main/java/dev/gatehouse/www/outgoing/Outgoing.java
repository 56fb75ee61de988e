package dev.gatehouse.www.outgoing;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one other server. Each has a time limit for the whole of it, an answer has at most a mebibyte,
 * and no redirect is followed: addresses are configured, and secrets go nowhere else. Any thread.
 */
public final class Outgoing implements AutoCloseable {
    public static final int MAX_BODY = 1 << 20;

    private final Duration timeout;
    private final boolean verify;
    private @Nullable HttpClient client;
    private @Nullable ThreadPoolExecutor threads;
    private boolean closed;

    /**
     * @param timeout from the first byte sent to the last received
     * @param verify whether certificates are; false takes any, for any name
     */
    public Outgoing(Duration timeout, boolean verify) {
        this.timeout = timeout;
        this.verify = verify;
    }

    /**
     * Sends and waits for the whole answer.
     *
     * @throws IOException when there is none in time, or one that is too long
     */
    public HttpResponse<byte[]> send(HttpRequest request) throws IOException {
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

    /** Made at the first request: most servers' lives pass without one. */
    private synchronized HttpClient client() throws IOException {
        if (closed) {
            throw new IOException("the server is being stopped");
        }
        HttpClient made = client;
        if (made == null) {
            ThreadPoolExecutor executor =
                    new ThreadPoolExecutor(
                            0, 32, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Outgoing::thread);
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
        Thread thread = new Thread(task, "gatehouse-outgoing");
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
