package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.entry.Attribute;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.entry.Value;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapInvalidDnException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.ldap.client.api.LdapConnection;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in the users of an LDAP directory, with their full name, e-mail address and groups.
 *
 * <p>A user is searched with the configured filter and then bound with the password given; where a
 * {@code dnTemplate} tells the name without a search, the bind comes first and the user reads the
 * own entry. An empty password never reaches the server, which would call it an anonymous success.
 * User names are escaped wherever they go, so that they can never be more than a name.
 *
 * <p>The answer holds the user name and a plain map with {@code full_name} and {@code email} (where
 * the directory has them), the extra fields and {@code groups}. Whatever is wrong with name or
 * password, the refusal is the same; a directory that cannot be asked is another exception and a
 * warning in the log.
 *
 * <p>Any thread may call it; each call waits for the directory, at most some time-outs long.
 */
public final class LdapRealm implements Realm, AutoCloseable {
    /** Longer names are refused unasked; directories end at 256 themselves. */
    private static final int MAX_NAME = 256;

    /** Groups beyond this many are left out, with a warning. */
    static final int MAX_GROUPS = 1000;

    /** What a server answers when it is the server that has a problem, not the password. */
    private static final Set<ResultCodeEnum> SERVER_TROUBLE =
            Set.of(
                    ResultCodeEnum.BUSY,
                    ResultCodeEnum.UNAVAILABLE,
                    ResultCodeEnum.OPERATIONS_ERROR,
                    ResultCodeEnum.PROTOCOL_ERROR,
                    ResultCodeEnum.TIME_LIMIT_EXCEEDED,
                    ResultCodeEnum.ADMIN_LIMIT_EXCEEDED,
                    ResultCodeEnum.CONFIDENTIALITY_REQUIRED,
                    ResultCodeEnum.STRONG_AUTH_REQUIRED,
                    ResultCodeEnum.OTHER);

    private static final Logger log = LoggerFactory.getLogger(LdapRealm.class);

    private final LdapSettings settings;
    private final Directory directory;

    public LdapRealm(LdapSettings settings) {
        this.settings = settings;
        this.directory = new Directory(settings.server());
    }

    @Override
    public String getName() {
        return "ldap";
    }

    @Override
    public boolean supports(AuthenticationToken token) {
        return token instanceof UsernamePasswordToken;
    }

    @Override
    public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token)
            throws AuthenticationException {
        UsernamePasswordToken login = (UsernamePasswordToken) token;
        String user = login.getUsername();
        char[] password = login.getPassword();
        if (user == null || user.isEmpty() || user.length() > MAX_NAME || user.indexOf(0) >= 0) {
            throw refused();
        }
        if (password == null || password.length == 0) {
            throw refused();
        }
        try {
            Map<String, Object> attributes = attributes(user, new String(password));
            SimplePrincipalCollection principals = new SimplePrincipalCollection(user, getName());
            principals.add(attributes, getName());
            return new SimpleAuthenticationInfo(principals, null);
        } catch (DirectoryUnavailable e) {
            log.warn("the directory cannot be asked: {}", e.getMessage(), e);
            throw new AuthenticationException("the directory cannot be asked", e);
        }
    }

    /** Closes the connections that are kept. */
    @Override
    public void close() {
        directory.close();
    }

    private Map<String, Object> attributes(String user, String password)
            throws DirectoryUnavailable {
        String dnTemplate = settings.account().dnTemplate();
        if (dnTemplate != null) {
            return bindThenRead(dnTemplate, user, password);
        }
        Entry entry =
                directory
                        .asSearcher(connection -> findAccount(connection, user))
                        .orElseThrow(LdapRealm::refused);
        Directory.closeQuietly(bind(entry.getDn(), password));
        return directory.asSearcher(connection -> describe(connection, entry));
    }

    private Map<String, Object> bindThenRead(String dnTemplate, String user, String password)
            throws DirectoryUnavailable {
        Dn dn;
        try {
            dn = Template.dn(dnTemplate, "username", user);
        } catch (LdapInvalidDnException e) {
            throw refused();
        }
        LdapConnection connection = bind(dn, password);
        try {
            List<Entry> own =
                    directory.search(
                            connection,
                            dn,
                            SearchScope.OBJECT,
                            "(objectClass=*)",
                            1,
                            accountAttributes());
            // A user who may log in but not read the own entry has groups all the same.
            return describe(connection, own.isEmpty() ? new DefaultEntry(dn) : own.get(0));
        } catch (LdapException | CursorException | IOException e) {
            throw new DirectoryUnavailable("reading " + dn + " at " + settings.server(), e);
        } finally {
            Directory.closeQuietly(connection);
        }
    }

    private Optional<Entry> findAccount(LdapConnection connection, String user)
            throws LdapException, CursorException, IOException {
        String filter = Template.filter(settings.account().accountPattern(), "username", user);
        List<Entry> found =
                directory.search(
                        connection,
                        new Dn(settings.account().accountBase()),
                        SearchScope.SUBTREE,
                        filter,
                        2,
                        accountAttributes());
        if (found.size() > 1) {
            log.warn("{} finds more than one user, so it lets none in", filter);
            return Optional.empty();
        }
        return found.stream().findFirst();
    }

    /** A connection on which the user is bound; the caller closes it. */
    private LdapConnection bind(Dn dn, String password) throws DirectoryUnavailable {
        LdapConnection connection = null;
        boolean bound = false;
        try {
            connection = directory.open();
            connection.bind(dn, password);
            bound = true;
            return connection;
        } catch (LdapOperationException e) {
            if (SERVER_TROUBLE.contains(e.getResultCode())) {
                throw new DirectoryUnavailable("binding at " + settings.server(), e);
            }
            log.debug("{} is refused: {}", dn, e.getResultCode());
            throw refused();
        } catch (LdapException e) {
            throw new DirectoryUnavailable("binding at " + settings.server(), e);
        } finally {
            if (connection != null && !bound) {
                Directory.closeQuietly(connection);
            }
        }
    }

    private Map<String, Object> describe(LdapConnection connection, Entry entry)
            throws LdapException, CursorException, IOException {
        LdapSettings.Account account = settings.account();
        Map<String, Object> attributes = new LinkedHashMap<>();
        put(attributes, "full_name", first(entry, account.accountFullName()));
        put(attributes, "email", first(entry, account.accountEmail()));
        for (String extra : account.accountExtraFields()) {
            put(attributes, extra, first(entry, extra));
        }
        attributes.put("groups", groups(connection, entry.getDn()));
        return Map.copyOf(attributes);
    }

    private List<String> groups(LdapConnection connection, Dn member)
            throws LdapException, CursorException, IOException {
        LdapSettings.Groups groups = settings.groups();
        if (groups == null) {
            return List.of();
        }
        List<Entry> found =
                directory.search(
                        connection,
                        new Dn(groups.groupBase()),
                        SearchScope.SUBTREE,
                        Template.filter(groups.groupMemberPattern(), "dn", member.getName()),
                        MAX_GROUPS,
                        List.of(groups.groupName()));
        if (found.size() == MAX_GROUPS) {
            log.warn("{} is in {} groups or more: the rest is left out", member, MAX_GROUPS);
        }
        List<String> names = new ArrayList<>();
        for (Entry group : found) {
            Attribute attribute = group.get(groups.groupName());
            if (attribute != null) {
                for (Value value : attribute) {
                    names.add(value.getString());
                }
            }
        }
        return List.copyOf(names);
    }

    private List<String> accountAttributes() {
        LdapSettings.Account account = settings.account();
        List<String> names = new ArrayList<>();
        names.add(account.accountFullName());
        names.add(account.accountEmail());
        names.addAll(account.accountExtraFields());
        return names;
    }

    private static @Nullable String first(Entry entry, String name) {
        Attribute attribute = entry.get(name);
        return attribute == null || attribute.size() == 0 ? null : attribute.get().getString();
    }

    private static void put(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private static AuthenticationException refused() {
        return new IncorrectCredentialsException("user name or password is wrong");
    }
}
