package dev.gatehouse.www.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * What a browser says of the page that sends a request, because addresses that change a session can be asked
 * for with GET. Programs say nothing, and may. Stateless.
 */
final class FetchSite {
    /** Our own pages; an address that was typed, or a bookmark. */
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private FetchSite() {}

    /** Also after a link on somebody else's page, which is how other sites send people back from a login. */
    static boolean mayLogIn(HttpServletRequest request) {
        return ours(request) || (followsALink(request) && request.getMethod().equals("GET"));
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
