package dev.gatehouse.realm.ldap;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the directory is and how its users and groups look, in the words of Buildbot's
 * {@code LdapUserInfo}.
 *
 * @param server the directory and how to reach it
 * @param account how a user is found
 * @param groups how the user's groups are found; absent: nobody has groups
 */
public record LdapSettings(Server server, Account account, @Nullable Groups groups) {

    /**
     * The directory server.
     *
     * @param uri {@code ldap://host[:389]} or {@code ldaps://host[:636]}; an IPv6 address in brackets
     * @param startTls whether an {@code ldap:} connection is encrypted before anything is sent
     * @param trustStore a PKCS#12 or JKS file with the authorities to trust; absent: the JVM's own
     * @param trustStorePassword its password; absent: none
     * @param bindUser who searches, as a distinguished name; absent: anonymous
     * @param bindPw that user's password
     * @param timeout for each connection, handshake, search and bind
     * @param connections how many searches run at a time; more wait as long as {@code timeout}
     */
    public record Server(
            String uri,
            boolean startTls,
            @Nullable Path trustStore,
            @Nullable String trustStorePassword,
            @Nullable String bindUser,
            @Nullable String bindPw,
            Duration timeout,
            int connections) {
        public Server {
            URI parsed = parse(uri);
            String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("ldap") && !scheme.equals("ldaps") || parsed.getHost() == null) {
                throw new IllegalArgumentException(
                        "uri '" + uri + "' is not ldap://host:port or ldaps://host:port");
            }
            if (startTls && scheme.equals("ldaps")) {
                throw new IllegalArgumentException(
                        "startTls belongs to ldap://, '" + uri + "' is encrypted from the start");
            }
            if ((bindUser == null) != (bindPw == null)) {
                throw new IllegalArgumentException(
                        "bindUser and bindPw go together; for anonymous searches leave out both");
            }
            if (bindPw != null && bindPw.isEmpty()) {
                throw new IllegalArgumentException(
                        "bindPw is empty, which servers take as an anonymous bind; "
                                + "for anonymous searches leave out bindUser and bindPw");
            }
            if (timeout.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("timeout " + timeout + " is not positive");
            }
            if (connections < 1) {
                throw new IllegalArgumentException("connections " + connections + " is below 1");
            }
        }

        /** A server with the usual limits: 10 seconds, 4 connections. */
        public static Server of(String uri, @Nullable String bindUser, @Nullable String bindPw) {
            return new Server(uri, false, null, null, bindUser, bindPw, Duration.ofSeconds(10), 4);
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
                throw new IllegalArgumentException(
                        "uri '" + uri + "' is not ldap://host:port or ldaps://host:port", e);
            }
        }

        @Override
        public String toString() {
            return uri;
        }
    }

    /**
     * The users.
     *
     * @param accountBase the entry below which users are searched
     * @param accountPattern the filter that finds one, with {@code %(username)s}
     * @param dnTemplate the distinguished name of a user, with {@code %(username)s}, where it can be
     *     told without a search; absent: the user is searched, then bound
     * @param accountFullName the attribute with the user's full name
     * @param accountEmail the attribute with the e-mail address
     * @param accountExtraFields further attributes to hand on under their own names
     */
    public record Account(
            String accountBase,
            String accountPattern,
            @Nullable String dnTemplate,
            String accountFullName,
            String accountEmail,
            List<String> accountExtraFields) {
        public Account {
            accountExtraFields = List.copyOf(accountExtraFields);
            Template.checkDn("accountBase", accountBase);
            Template.checkFilter("accountPattern", accountPattern, "username");
            if (dnTemplate != null) {
                Template.checkDn("dnTemplate", Template.fill(dnTemplate, "username", "x"));
                Template.check("dnTemplate", dnTemplate, "username");
            }
        }

        /** Users that are searched, then bound. */
        public static Account of(
                String accountBase,
                String accountPattern,
                String accountFullName,
                String accountEmail) {
            return new Account(
                    accountBase, accountPattern, null, accountFullName, accountEmail, List.of());
        }
    }

    /**
     * The groups.
     *
     * @param groupBase the entry below which groups are searched
     * @param groupMemberPattern the filter that finds those of a user, with {@code %(dn)s}
     * @param groupName the attribute with a group's name
     */
    public record Groups(String groupBase, String groupMemberPattern, String groupName) {
        public Groups {
            Template.checkDn("groupBase", groupBase);
            Template.checkFilter("groupMemberPattern", groupMemberPattern, "dn");
        }

        /** All three or none: with a part of them missing it is unclear what was meant. */
        public static @Nullable Groups of(
                @Nullable String groupBase,
                @Nullable String groupMemberPattern,
                @Nullable String groupName) {
            if (groupBase == null && groupMemberPattern == null && groupName == null) {
                return null;
            }
            if (groupBase == null || groupMemberPattern == null || groupName == null) {
                throw new IllegalArgumentException(
                        "LDAP groups need all of groupBase, groupMemberPattern and groupName,"
                                + " or none of them");
            }
            return new Groups(groupBase, groupMemberPattern, groupName);
        }
    }
}
