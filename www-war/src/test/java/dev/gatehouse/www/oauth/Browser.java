package dev.gatehouse.www.oauth;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/** A browser with its cookies of one server, which is known to it under a public name. */
final class Browser {
    static final String PUBLIC = "http://farm.example.org";

    private static final String CONTROL =
            "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"stop\", \"params\": {}}";

    final Map<String, String> cookies = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    Browser(int port) {
        this.port = port;
    }

    /**
     * @param address a path, or the whole public address
     */
    HttpResponse<String> get(String address) throws Exception {
        return send("GET", address);
    }

    HttpResponse<String> send(String method, String address, String... headers) throws Exception {
        return send(method, address, HttpRequest.BodyPublishers.noBody(), headers);
    }

    /** JSON, as our own pages send it. */
    HttpResponse<String> post(String address, String json) throws Exception {
        return send(
                "POST",
                address,
                HttpRequest.BodyPublishers.ofString(json),
                "Content-Type",
                "application/json");
    }

    /** The status of an attempt at control: whether or not it succeeds, 403 says that it is forbidden. */
    int control() throws Exception {
        return post("/api/v2/builds/1", CONTROL).statusCode();
    }

    private HttpResponse<String> send(
            String method, String address, HttpRequest.BodyPublisher body, String... headers)
            throws Exception {
        String path = address.startsWith(PUBLIC) ? address.substring(PUBLIC.length()) : address;
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, body);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    String.join(
                            "; ",
                            cookies.entrySet().stream()
                                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                                    .toList()));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";")[0].split("=", 2);
            if (cookie.contains("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }

    /** Where the server sends the browser to. */
    String begin(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 302) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Logs in, all the way. */
    HttpResponse<String> login(FakeSite site, String path) throws Exception {
        return get(site.consent(begin(path)));
    }
}
