package dev.gatehouse.www.ui;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.www.EntityTag;
import dev.gatehouse.www.RequestPath;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /config}, and {@code /config.js}, which sets the same document as a script. Any thread. */
public final class ConfigServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient ConfigDocument document;
    private final transient Function<HttpServletRequest, Caller> callers;
    private final transient Predicate<Caller> anyAccess;
    private final transient Predicate<Caller> administers;
    private final transient Function<HttpServletRequest, Optional<String>> warning;

    /**
     * @param callers who asks
     * @param anyAccess whether somebody may read anything at all
     * @param administers whether somebody looks after sessions and accounts
     * @param warning why the reader was not logged in by himself
     */
    public ConfigServlet(
            ConfigDocument document,
            Function<HttpServletRequest, Caller> callers,
            Predicate<Caller> anyAccess,
            Predicate<Caller> administers,
            Function<HttpServletRequest, Optional<String>> warning) {
        this.document = document;
        this.callers = callers;
        this.anyAccess = anyAccess;
        this.administers = administers;
        this.warning = warning;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Caller reader = callers.apply(request);
        String json =
                document.text(
                        reader,
                        anyAccess.test(reader),
                        administers.test(reader),
                        warning.apply(request));
        boolean script = RequestPath.of(request).space().endsWith(".js");
        byte[] body =
                (script ? "window.buildbotFrontendConfig = " + harmless(json) + ";\n" : json)
                        .getBytes(StandardCharsets.US_ASCII);
        String tag = EntityTag.of(body);
        response.setHeader("Cache-Control", "private, max-age=0");
        response.setHeader("ETag", tag);
        response.addHeader("Vary", "Cookie, Authorization");
        if (EntityTag.known(request, tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(script ? "text/javascript; charset=utf-8" : "application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** So that no text in it can end a script element; these characters stand only inside strings. */
    private static String harmless(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setHeader("Allow", "HEAD, GET");
        response.setContentLength(0);
    }
}
