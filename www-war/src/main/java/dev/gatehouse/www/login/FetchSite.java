package dev.gatehouse.www.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a browser says of the page that sends a request, because addresses that change a session can be asked
 * for with GET. Programs say nothing, and may. Stateless.
 */
public final class FetchSite {
    /** Our own pages; an address that was typed, or a bookmark. */
    private static final Set<String> OURS = Set.of("same-origin", "none");

    /** An address up to the end of its host and port. */
    private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://([^/?#\\\\]+).*");

    private FetchSite() {}

    /** Also after a link on somebody else's page, which is how other sites send people back from a login. */
    static boolean mayLogIn(HttpServletRequest request) {
        return ours(request) || (followsALink(request) && request.getMethod().equals("GET"));
    }

    /**
     * Neither a foreign page nor a link on one, which may have a name and a password in it. A browser that says
     * nothing of the site, as they do without TLS, may name the page.
     *
     * @param ownUrl where browsers find this server
     */
    public static boolean isOurs(HttpServletRequest request, String ownUrl) {
        if (request.getHeader("Sec-Fetch-Site") != null) {
            return ours(request);
        }
        String host = Objects.requireNonNullElse(request.getHeader("Host"), "");
        List<String> own = List.of(host.toLowerCase(Locale.ROOT), authority(ownUrl));
        return Stream.of("Origin", "Referer")
                .map(request::getHeader)
                .filter(Objects::nonNull)
                .map(FetchSite::authority)
                .allMatch(page -> !page.isEmpty() && own.contains(page));
    }

    private static String authority(String page) {
        Matcher matcher = AUTHORITY.matcher(page);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    /** Not after a link: a foreign page can open one by itself. */
    static boolean mayLogOut(HttpServletRequest request) {
        return ours(request);
    }

    private static boolean ours(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || OURS.contains(site);
    }

    private static boolean followsALink(HttpServletRequest request) {
        String into = request.getHeader("Sec-Fetch-Dest");
        return "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && (into == null || into.equals("document"));
    }
}
