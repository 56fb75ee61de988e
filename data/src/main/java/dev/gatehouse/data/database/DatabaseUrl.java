package dev.gatehouse.data.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database on a server, as Buildbot's {@code db_url} names it. Immutable. Its text never has the password.
 *
 * @param port 0 for the database's usual one
 */
record DatabaseUrl(
        Dialect dialect,
        String host,
        int port,
        String name,
        @Nullable String user,
        @Nullable String password,
        Map<String, String> parameters) {

    /** What a container's own data source is named by. */
    static final String JNDI = "jndi:";

    private static final Pattern FORM =
            Pattern.compile(
                    "(?<kind>[a-z]+)(\\+[a-z0-9_]+)?://((?<user>[^:@/]*)(:(?<password>[^@]*))?@)?"
                            + "(?<host>\\[[^]]+]|[^:/?]*)(:(?<port>[^/?]*))?(/(?<name>[^?/]*))?"
                            + "(\\?(?<parameters>.*))?");

    /** Of Python's drivers and pools: they mean nothing here. */
    private static final Set<String> MEANINGLESS =
            Set.of(
                    "charset",
                    "use_unicode",
                    "max_idle",
                    "storage_engine",
                    "pool_size",
                    "timeout",
                    "serialize_access");

    private static final Set<String> OF_POSTGRESQL =
            Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "options");
    private static final Set<String> OF_MARIADB = Set.of("sslMode", "serverSslCert");

    DatabaseUrl {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /**
     * @throws BadDatabase when it is none
     */
    static DatabaseUrl of(String url) {
        if (url.startsWith("jdbc:")) {
            throw refused(url, "leave out 'jdbc:' and give user and password before the host; ");
        }
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw refused(url);
        }
        Dialect dialect =
                switch (form.group("kind")) {
                    case "postgresql", "postgres" -> Dialect.POSTGRESQL;
                    case "mysql", "mariadb" -> Dialect.MARIADB;
                    default ->
                            throw refused(
                                    url,
                                    "'"
                                            + form.group("kind")
                                            + "' is no database that can be used; ");
                };
        String name = form.group("name");
        if (name == null || name.isEmpty()) {
            throw refused(url, "it names no database; ");
        }
        String host = form.group("host");
        return new DatabaseUrl(
                dialect,
                host.isEmpty() ? "localhost" : host,
                port(url, form.group("port")),
                decoded(name),
                form.group("user") == null ? null : decoded(form.group("user")),
                form.group("password") == null ? null : decoded(form.group("password")),
                parameters(dialect, form.group("parameters")));
    }

    private static int port(String url, @Nullable String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw refused(url, "the port '" + text + "' is no number; ");
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw refused(url, "there is no port " + port + "; ");
        }
        return port;
    }

    /**
     * @throws BadDatabase naming a parameter that means nothing here, nor to a Buildbot
     */
    static Map<String, String> parameters(Dialect dialect, @Nullable String query) {
        Map<String, String> parameters = new TreeMap<>();
        Set<String> known =
                switch (dialect) {
                    case SQLITE -> Set.of();
                    case POSTGRESQL -> OF_POSTGRESQL;
                    case MARIADB -> OF_MARIADB;
                };
        for (String part : query == null ? new String[0] : query.split("&")) {
            String[] pair = part.split("=", 2);
            if (known.contains(pair[0])) {
                parameters.put(pair[0], pair.length == 1 ? "" : decoded(pair[1]));
            } else if (!MEANINGLESS.contains(pair[0])) {
                throw new BadDatabase(
                        "cannot use the database URL: '"
                                + pair[0]
                                + "' is no parameter for "
                                + dialect
                                + (known.isEmpty()
                                        ? ", which needs none"
                                        : "; legal are "
                                                + String.join(", ", new TreeSet<>(known))));
            }
        }
        return parameters;
    }

    static BadDatabase refused(String url) {
        return refused(url, "");
    }

    /**
     * @param why what is wrong with it, with a semicolon and a blank after it
     */
    static BadDatabase refused(String url, String why) {
        return new BadDatabase(
                "cannot use the database URL '"
                        + withoutPassword(url)
                        + "': "
                        + why
                        + "write sqlite:///state.sqlite for a file in the base directory,"
                        + " sqlite:////var/lib/gatehouse/state.sqlite for any other,"
                        + " postgresql://USER:PASSWORD@HOST/NAME, mysql://USER:PASSWORD@HOST/NAME"
                        + " or jndi:java:comp/env/jdbc/NAME");
    }

    /** For messages and logs. */
    static String withoutPassword(String url) {
        return url.replaceAll("://[^@]*@", "://…@").replaceAll("\\?.*", "");
    }

    /** As drivers want it: {@code host:port/name}. */
    String server(int usualPort) {
        return host + ":" + (port == 0 ? usualPort : port) + "/" + encoded(name);
    }

    /** The parameters, each with {@code &} before it. */
    String query() {
        StringBuilder query = new StringBuilder();
        parameters.forEach(
                (word, value) -> query.append('&').append(word).append('=').append(encoded(value)));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadDatabase("cannot use the database URL: it has a lone %; write %25 for it");
        }
    }

    @Override
    public String toString() {
        return (dialect == Dialect.POSTGRESQL ? "postgresql" : "mysql")
                + "://"
                + host
                + (port == 0 ? "" : ":" + port)
                + "/"
                + name;
    }
}
