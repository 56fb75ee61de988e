package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import dev.gatehouse.www.Version;
import dev.gatehouse.www.outgoing.Outgoing;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Requests to one provider. Each has a time limit for the whole of it, an answer has at most a mebibyte, and
 * no redirect is followed: a provider's addresses are configured, and tokens go nowhere else. Any thread.
 */
final class Outbound implements HTTPRequestSender, AutoCloseable {
    private static final Set<String> NEVER_SENT = Set.of("content-length", "host", "connection");

    private final Duration timeout;
    private final Outgoing provider;

    Outbound(Duration timeout, boolean verify) {
        this.timeout = timeout;
        this.provider = new Outgoing(timeout, verify);
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
        return converted(provider.send(builder.build()));
    }

    private static HTTPResponse converted(HttpResponse<byte[]> received) {
        HTTPResponse response = new HTTPResponse(received.statusCode());
        received.headers()
                .map()
                .forEach((name, values) -> response.setHeader(name, values.toArray(new String[0])));
        response.setBody(new String(received.body(), StandardCharsets.UTF_8));
        return response;
    }

    @Override
    public void close() {
        provider.close();
    }
}
