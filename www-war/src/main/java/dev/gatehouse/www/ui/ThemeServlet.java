package dev.gatehouse.www.ui;

import dev.gatehouse.www.EntityTag;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * {@code /theme.css}: the colours of {@code www.theme}. A style sheet of its own, because the pages' policy
 * allows none inside a page. Any thread.
 */
public final class ThemeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient StaticFile sheet;

    /**
     * @param theme Buildbot's variables, checked by {@link Theme}
     */
    public ThemeServlet(Map<String, String> theme) {
        sheet = StaticFile.of("theme.css", Theme.sheet(theme).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("ETag", sheet.tag());
        response.setHeader("Cache-Control", "no-cache");
        if (EntityTag.known(request, sheet.tag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        UiServlet.write(response, sheet.mediaType(), sheet.plain());
    }
}
