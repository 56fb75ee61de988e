package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.Served;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** One stream as a browser reads it. */
final class StreamClient implements AutoCloseable {
    final HttpResponse<InputStream> answer;
    final BufferedReader lines;

    StreamClient(Served served, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(served.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        answer = served.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The lines up to the next blank one; empty at the end of the stream. */
    String next() throws IOException {
        StringBuilder event = new StringBuilder();
        String line;
        while ((line = lines.readLine()) != null && !line.isEmpty()) {
            event.append(line).append('\n');
        }
        return event.toString();
    }

    String uuid() throws IOException {
        String handshake = next();
        assertThat(handshake).startsWith("event: handshake\ndata: ");
        return handshake.lines().skip(1).findFirst().orElseThrow().substring("data: ".length());
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
