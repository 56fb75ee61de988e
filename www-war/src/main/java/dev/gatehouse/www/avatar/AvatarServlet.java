package dev.gatehouse.www.avatar;

import dev.gatehouse.data.access.Caller;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /avatar?email=E&username=U&size=N}: a picture, or where it is; who has none gets the same grey one as
 * everybody else. Nobody needs to log in for it. Any thread.
 */
public final class AvatarServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final String NOBODY = "img/nobody.png";

    private final transient Avatars avatars;
    private final transient Function<HttpServletRequest, Caller> callers;

    public AvatarServlet(Avatars avatars, Function<HttpServletRequest, Caller> callers) {
        this.avatars = avatars;
        this.callers = callers;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Wanted wanted =
                new Wanted(
                        text(request, "email"),
                        text(request, "username"),
                        size(request.getParameter("size")));
        boolean stranger = callers.apply(request).anonymous();
        Optional<Avatar> found = avatars.find(wanted, stranger);
        response.setHeader("Cache-Control", "private, max-age=600");
        if (found.isPresent() && found.get() instanceof Avatar.Picture picture) {
            byte[] content = picture.content();
            response.setContentType(picture.mediaType());
            response.setContentLength(content.length);
            response.getOutputStream().write(content);
            return;
        }
        String location =
                found.map(Avatar.Elsewhere.class::cast)
                        .map(Avatar.Elsewhere::location)
                        .orElse(NOBODY);
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", location);
        response.setContentType("text/html");
        response.setContentLength(0);
    }

    private static String text(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    private static int size(@Nullable String text) {
        try {
            int size = text == null ? Wanted.USUAL_SIZE : Integer.parseInt(text.strip());
            return Math.min(Wanted.MAX_SIZE, Math.max(0, size));
        } catch (NumberFormatException e) {
            return Wanted.USUAL_SIZE;
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setHeader("Allow", "HEAD, GET");
        response.setContentLength(0);
    }
}
