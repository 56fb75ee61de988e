package dev.gatehouse.www.ui;

import dev.gatehouse.www.ContentCoding;
import dev.gatehouse.www.EntityTag;
import dev.gatehouse.www.RequestPath;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pages: {@code /} and the files it needs. It stands where a container would serve the WAR's own files,
 * and serves none of them. Any thread.
 */
public final class UiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final String ROOT = "META-INF/resources/ui/";

    /** Neither hidden files nor parents; what passes here cannot leave the folder. */
    private static final Pattern LEGAL =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}");

    /** The bundler puts a hash of the content into the name. */
    private static final Pattern HASHED = Pattern.compile("assets/.*-[A-Z0-9]{8}\\.[a-z.0-9]+");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static final byte[] NOT_FOUND =
            """

            <html>
              <head><title>404 - No Such Resource</title></head>
              <body>
                <h1>No Such Resource</h1>
                <p>File not found.</p>
              </body>
            </html>
            """
                    .getBytes(StandardCharsets.UTF_8);

    private final String policy;

    /** Only files that are there: as many as the jar has. */
    private final transient Map<String, StaticFile> files = new ConcurrentHashMap<>();

    /**
     * @param pictureHosts where pictures of people come from, as a Content-Security-Policy names hosts
     */
    public UiServlet(Collection<String> pictureHosts) {
        this.policy =
                POLICY.replace(
                        "img-src 'self'",
                        Stream.concat(Stream.of("img-src 'self'"), pictureHosts.stream())
                                .collect(Collectors.joining(" ")));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<String> segments = RequestPath.of(request).segments();
        String path = String.join("/", segments);
        // A slash inside a segment is part of a name, and no file has such a name.
        boolean plain = segments.stream().noneMatch(segment -> segment.contains("/"));
        Optional<StaticFile> found =
                plain ? find(path.isEmpty() ? "index.html" : path) : Optional.empty();
        if (found.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            write(response, "text/html; charset=utf-8", ByteBuffer.wrap(NOT_FOUND));
            return;
        }
        StaticFile file = found.get();
        if (file.mediaType().startsWith("text/html")) {
            response.setHeader(SecurityHeaders.POLICY, policy);
            response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        }
        boolean hashed = HASHED.matcher(path).matches();
        response.setHeader(
                "Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
        // Another tag for each coding is the filter's work, and so is what the client says of it.
        response.setHeader("ETag", file.tag());
        if (!file.packed().isEmpty()) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        if (EntityTag.known(request, file.tag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        Optional<ContentCoding> coding =
                ContentCoding.of(request).coding().filter(file.packed()::containsKey);
        coding.ifPresent(chosen -> response.setHeader("Content-Encoding", chosen.token()));
        write(
                response,
                file.mediaType(),
                coding.map(chosen -> file.packed().get(chosen)).orElse(file.plain()));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refuse(response);
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refuse(response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        refuse(response);
    }

    private static void refuse(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setHeader("Allow", "HEAD, GET");
        response.setContentLength(0);
    }

    private Optional<StaticFile> find(String path) throws IOException {
        StaticFile known = files.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        if (!LEGAL.matcher(path).matches()) {
            return Optional.empty();
        }
        try (InputStream in = UiServlet.class.getClassLoader().getResourceAsStream(ROOT + path)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            if (content.length == 0) {
                // Some class loaders open a folder as if it were an empty file.
                return Optional.empty();
            }
            StaticFile file = StaticFile.of(path, content);
            files.put(path, file);
            return Optional.of(file);
        }
    }

    static void write(HttpServletResponse response, String mediaType, ByteBuffer content)
            throws IOException {
        response.setContentType(mediaType);
        response.setContentLength(content.remaining());
        Channels.newChannel(response.getOutputStream()).write(content.duplicate());
    }
}
