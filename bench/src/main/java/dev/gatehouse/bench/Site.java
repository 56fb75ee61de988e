package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;

/** A running server, ours or a Buildbot, as somebody who is logged in sees it. Used by one thread. */
final class Site {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI base;
    private final String cookie;

    private Site(URI base, String cookie) {
        this.base = base;
        this.cookie = cookie;
    }

    /** Logs in as alice. */
    static Site of(URI base) throws IOException, InterruptedException {
        HttpResponse<Void> login =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()
                        .send(
                                HttpRequest.newBuilder(base.resolve("/auth/login"))
                                        .header("Authorization", Gatehouse.ALICE)
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
        String cookie =
                login.headers().allValues("Set-Cookie").stream()
                        .map(text -> text.split(";", 2)[0])
                        .collect(Collectors.joining("; "));
        if (cookie.isEmpty()) {
            throw new IOException("no login at " + base + ": status " + login.statusCode());
        }
        return new Site(base, cookie);
    }

    URI base() {
        return base;
    }

    String cookie() {
        return cookie;
    }

    byte[] get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                client.send(
                        HttpRequest.newBuilder(base.resolve(path))
                                .header("Accept", "application/json")
                                .header("Cookie", cookie)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode() + " for " + path);
        }
        return answer.body();
    }

    JsonNode data(String path) throws IOException, InterruptedException {
        return json.readTree(get("/api/v2/" + path));
    }
}
