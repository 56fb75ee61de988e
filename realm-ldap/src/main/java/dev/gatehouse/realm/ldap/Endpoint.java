package dev.gatehouse.realm.ldap;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One server of the directory. */
record Endpoint(String uri) {
    Endpoint {
        URI parsed = parse(uri);
        String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
        boolean more = parsed.getRawPath() != null && !parsed.getRawPath().matches("/?");
        if (!scheme.equals("ldap") && !scheme.equals("ldaps") || parsed.getHost() == null || more) {
            throw refused(uri, null);
        }
    }

    String host() {
        String host = URI.create(uri).getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        int port = URI.create(uri).getPort();
        if (port >= 0) {
            return port;
        }
        return ldaps() ? 636 : 389;
    }

    boolean ldaps() {
        return uri.regionMatches(true, 0, "ldaps:", 0, 6);
    }

    private static URI parse(String uri) {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw refused(uri, e);
        }
    }

    private static IllegalArgumentException refused(String uri, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "uri '" + uri + "' is not ldap://host:port or ldaps://host:port", cause);
    }

    @Override
    public String toString() {
        return uri;
    }
}
