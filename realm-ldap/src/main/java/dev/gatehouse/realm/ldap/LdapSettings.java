package dev.gatehouse.realm.ldap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
     * @param uris {@code ldap://host[:389]} or {@code ldaps://host[:636]}, an IPv6 address in brackets; of
     *     several the first that answers is asked
     * @param startTls whether an {@code ldap:} connection is encrypted before anything is sent
     * @param trustStore a file with the authorities to trust, PEM, PKCS#12 or JKS; absent: the JVM's own
     * @param trustStorePassword its password; absent: none
     * @param bindUser who searches, as the server knows him (a distinguished name; Active Directory takes
     *     {@code user@domain} as well); absent: anonymous
     * @param bindPw that user's password
     * @param timeout for each connection, handshake, search and bind
     * @param connections how many searches run at a time; more wait as long as {@code timeout}
     */
    public record Server(
            List<String> uris,
            boolean startTls,
            @Nullable Path trustStore,
            @Nullable String trustStorePassword,
            @Nullable String bindUser,
            @Nullable String bindPw,
            Duration timeout,
            int connections) {
        public Server {
            uris = List.copyOf(uris);
            if (uris.isEmpty()) {
                throw new IllegalArgumentException("uri is missing");
            }
            for (String uri : uris) {
                if (new Endpoint(uri).ldaps() && startTls) {
                    throw new IllegalArgumentException(
                            "startTls belongs to ldap://, '"
                                    + uri
                                    + "' is encrypted from the start");
                }
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
            return new Server(
                    List.of(uri), false, null, null, bindUser, bindPw, Duration.ofSeconds(10), 4);
        }

        List<Endpoint> endpoints() {
            return uris.stream().map(Endpoint::new).toList();
        }

        @Override
        public String toString() {
            return String.join(" ", uris);
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
        /** What is known of a user has these names already, or would mean something by them. */
        private static final Set<String> TAKEN =
                Set.of(
                        "username",
                        "full_name",
                        "email",
                        "groups",
                        "realm",
                        "avatar_url",
                        "anonymous");

        public Account {
            accountExtraFields = List.copyOf(accountExtraFields);
            for (String extra : accountExtraFields) {
                if (TAKEN.contains(extra)) {
                    throw new IllegalArgumentException(
                            "accountExtraFields '" + extra + "' means something else here");
                }
            }
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
                        "Incomplete LDAP groups configuration. To use Ldap groups, you need to specify"
                                + " the three parameters (groupName, groupMemberPattern and"
                                + " groupBase).");
            }
            return new Groups(groupBase, groupMemberPattern, groupName);
        }
    }
}
