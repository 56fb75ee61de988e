package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * People who log in, one after the other on each of some threads, each login from its first request to the
 * session's cookie. Used by one thread.
 */
final class LoginLoad implements AutoCloseable {
    private static final int THREADS = 8;

    /** One whole login. */
    @FunctionalInterface
    interface Login {
        /** The cookie, as browsers send it back. */
        String begin(LoginLoad browser, URI server) throws IOException, InterruptedException;
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Result run(Login login, URI server, Duration time) throws Exception {
        long began = System.nanoTime();
        long end = began + time.toNanos();
        List<Future<Latencies>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(threads.submit(() -> logins(login, server, end)));
        }
        Latencies all = new Latencies();
        for (Future<Latencies> one : running) {
            try {
                all.add(one.get());
            } catch (ExecutionException e) {
                throw new IOException("a login failed at " + server, e.getCause());
            }
        }
        return Result.of(all, (System.nanoTime() - began) / 1e9, 0, 0, 0);
    }

    private Latencies logins(Login login, URI server, long end) throws Exception {
        Latencies times = new Latencies();
        for (long now = System.nanoTime(); now < end; ) {
            login.begin(this, server);
            long then = System.nanoTime();
            times.record(then - now);
            now = then;
        }
        return times;
    }

    /**
     * One request, without following where it leads.
     *
     * @param headers names and values in turn
     */
    HttpResponse<String> get(URI address, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The session that an answer begins. */
    static String session(HttpResponse<String> answer) throws IOException {
        return answer.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .filter(cookie -> cookie.startsWith("TWISTED_SESSION=ey"))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IOException(
                                        "no session: status "
                                                + answer.statusCode()
                                                + " "
                                                + answer.body()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
