package dev.gatehouse.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One caller of the server: anonymous, or logged in with a session cookie. An answer of the data API that is
 * not as the server's own OpenAPI document says fails the test.
 */
public final class WebClient {
    static final Duration LIMIT = Duration.ofSeconds(Long.getLong("it.limit", 60));

    private static final String API = "api/v2";
    private static final String DOCUMENT = "/openapi.json";

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(LIMIT)
                    .build();

    private final URI base;
    private final String cookie;

    private WebClient(URI base, String cookie) {
        this.base = base;
        this.cookie = cookie;
    }

    /**
     * An anonymous caller.
     *
     * @param base where the application is, with a slash at the end
     */
    public static WebClient of(URI base) {
        String text = base.toString();
        return new WebClient(URI.create(text.endsWith("/") ? text : text + "/"), "");
    }

    /** The same caller, logged in; a refusal fails the test. */
    public WebClient login(String user, String password) {
        Answer answer = tryLogin(user, password);
        if (answer.status() != 302) {
            throw new AssertionError("login of " + user + ": " + answer);
        }
        return with(answer);
    }

    /** The same caller, with the session that this answer has begun. */
    public WebClient with(Answer answer) {
        String set = answer.header("Set-Cookie");
        return new WebClient(base, set.substring(0, set.indexOf(';')));
    }

    public Answer tryLogin(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return send(
                request("auth/login")
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(pair)));
    }

    /**
     * @param headers further ones, names and values in turn
     */
    public Answer get(String path, String... headers) {
        HttpRequest.Builder request = request(path).header("Accept", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** A JSON-RPC call, as the pages make them. */
    public Answer call(String path, String method, Map<String, ?> params) {
        ObjectNode envelope = Answer.JSON.createObjectNode();
        envelope.put("jsonrpc", "2.0").put("method", method).put("id", 1);
        envelope.set("params", Answer.JSON.valueToTree(params));
        try {
            return post(path, "application/json", Answer.JSON.writeValueAsString(envelope));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public Answer post(String path, String type, String body) {
        return send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /**
     * What came back for a path that no client would send.
     *
     * @param status 0 when the server closed the connection without an answer
     * @param ours whether the application answered; else the container did so by itself
     */
    public record RawAnswer(int status, boolean ours) {}

    /**
     * The answer to a request whose path is sent byte for byte as given, below the application.
     *
     * @param headers whole lines, instead of those that end the connection
     */
    public RawAnswer raw(String path, String... headers) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream()
                    .write(
                            ("GET "
                                            + base.getRawPath()
                                            + path
                                            + " HTTP/1.1\r\nHost: "
                                            + base.getAuthority()
                                            + "\r\nAccept: application/json\r\n"
                                            + (headers.length == 0
                                                    ? "Connection: close"
                                                    : String.join("\r\n", headers))
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = lines.readLine();
            int status = line == null ? 0 : Integer.parseInt(line.split(" ")[1]);
            boolean ours = false;
            while (line != null && !line.isEmpty()) {
                ours |= line.toLowerCase(Locale.ROOT).startsWith("x-content-type-options:");
                line = lines.readLine();
            }
            return new RawAnswer(status, ours);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** A WebSocket connection; a refused handshake throws {@link EventSocket.Refused}. */
    public EventSocket socket() {
        URI ws = URI.create("ws" + base.toString().substring("http".length()) + "ws");
        return EventSocket.open(ws, cookie);
    }

    /** A stream of server-sent events; anything but 200 fails the test. */
    public EventLines stream(String path) {
        return stream(path, request(path));
    }

    /** As {@link #stream(String)}, by a client that has been there. */
    public EventLines stream(String path, String lastId) {
        return stream(path, request(path).header("Last-Event-ID", lastId));
    }

    private static EventLines stream(String path, HttpRequest.Builder request) {
        HttpResponse<InputStream> response = raw(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": status " + response.statusCode());
        }
        return new EventLines(response.body());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<String> response = raw(request, BodyHandlers.ofString());
        Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
        String path = response.uri().getRawPath();
        String api = base.getRawPath() + API;
        if ((path.equals(api) || path.startsWith(api + "/")) && !path.endsWith(DOCUMENT)) {
            requireDescribed(response.request(), path.substring(api.length()), answer);
        }
        return answer;
    }

    private void requireDescribed(HttpRequest request, String path, Answer answer) {
        String query = request.uri().getRawQuery();
        List<String> faults =
                Described.at(base, this::document)
                        .faults(
                                request.method().toLowerCase(Locale.ROOT),
                                path,
                                query == null || !query.contains("field="),
                                answer);
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    request + " is answered otherwise than described: " + faults + "\n" + answer);
        }
    }

    private Optional<JsonNode> document() {
        HttpResponse<String> told = raw(request(API + DOCUMENT), BodyHandlers.ofString());
        return told.statusCode() == 200
                ? Optional.of(new Answer(200, told.headers(), told.body()).json())
                : Optional.empty();
    }

    private static <T> HttpResponse<T> raw(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.build().uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
