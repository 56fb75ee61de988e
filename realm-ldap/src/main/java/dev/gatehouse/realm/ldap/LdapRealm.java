package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapInvalidDnException;
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
    private static final Logger log = LoggerFactory.getLogger(LdapRealm.class);

    private final LdapSettings settings;
    private final Accounts accounts;
    private final Directory directory;

    public LdapRealm(LdapSettings settings) {
        this.settings = settings;
        this.accounts = new Accounts(settings);
        this.directory = new Directory(settings.server(), List.of());
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
        if (!Accounts.isName(user) || password == null || password.length == 0) {
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

    /**
     * Whether {@link #find} can tell: with a {@code dnTemplate} and without a {@code bindUser} nobody may be
     * able to read an entry but its user, with the password.
     */
    public boolean finds() {
        return settings.account().dnTemplate() == null || settings.server().bindUser() != null;
    }

    /**
     * What the directory says of a user now, as at a login but without the password; empty where there is no
     * such user, or the account is switched off.
     *
     * @throws DirectoryUnavailable where that cannot be found out now
     */
    public Optional<Map<String, Object>> find(String user) throws DirectoryUnavailable {
        if (!Accounts.isName(user)) {
            return Optional.empty();
        }
        String dnTemplate = settings.account().dnTemplate();
        return directory.asSearcher(
                connection -> {
                    Optional<Entry> entry =
                            dnTemplate == null
                                    ? accounts.find(connection, user)
                                    : accounts.at(
                                            connection, Template.dn(dnTemplate, "username", user));
                    return entry.isEmpty()
                            ? Optional.empty()
                            : Optional.of(accounts.describe(connection, entry.get()));
                });
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
                        .asSearcher(connection -> accounts.find(connection, user))
                        .orElseThrow(LdapRealm::refused);
        Directory.closeQuietly(bind(entry.getDn(), password));
        return directory.asSearcher(connection -> accounts.describe(connection, entry));
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
            return accounts.describe(connection, accounts.own(connection, dn));
        } catch (LdapException | CursorException | IOException e) {
            throw new DirectoryUnavailable("reading " + dn + " at " + settings.server(), e);
        } finally {
            Directory.closeQuietly(connection);
        }
    }

    /** A connection on which the user is bound; the caller closes it. */
    private LdapConnection bind(Dn dn, String password) throws DirectoryUnavailable {
        try {
            return directory.openAs(dn.getName(), password);
        } catch (LdapException e) {
            if (Directory.isTrouble(e)) {
                throw new DirectoryUnavailable("binding at " + settings.server(), e);
            }
            log.debug("{} is refused: {}", dn, e.getMessage());
            throw refused();
        }
    }

    private static AuthenticationException refused() {
        return new IncorrectCredentialsException("user name or password is wrong");
    }
}
