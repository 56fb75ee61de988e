package dev.gatehouse.www.login;

import dev.gatehouse.www.login.ways.Passwords;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Set;
import org.apache.shiro.mgt.DefaultSessionStorageEvaluator;
import org.apache.shiro.mgt.DefaultSubjectDAO;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.web.mgt.DefaultWebSecurityManager;

/**
 * Builds what stands between a request and the rest of the server: the login filter with its URL rules, the
 * login pages, and the answer to "who asks". Shiro keeps no session and sets no cookie of its own. Built
 * once at start.
 */
public final class ShiroSetup {
    private final Callers callers = new Callers();
    private final DefaultWebSecurityManager security;
    private final Sessions sessions;
    private final ApiTokens tokens;
    private final Logins logins;

    /**
     * @param realms asked in this order; the first that knows the user decides. Empty: nobody can log in
     */
    public ShiroSetup(List<Realm> realms, Sessions sessions, ApiTokens tokens, Logins logins) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.logins = logins;
        DefaultSessionStorageEvaluator nowhere = new DefaultSessionStorageEvaluator();
        nowhere.setSessionStorageEnabled(false);
        DefaultSubjectDAO subjects = new DefaultSubjectDAO();
        subjects.setSessionStorageEvaluator(nowhere);
        this.security = new DefaultWebSecurityManager();
        security.setAuthenticator(new Passwords(realms));
        security.setSubjectDAO(subjects);
        security.setRememberMeManager(null);
        if (!realms.isEmpty()) {
            security.setRealms(realms);
        }
    }

    public Callers callers() {
        return callers;
    }

    /** The pages {@code /auth/*}, for {@code RestFilter}. */
    public LoginResource loginPages(String buildbotUrl, ProviderLogins providers) {
        boolean passwords = security.getRealms() != null && !security.getRealms().isEmpty();
        return new LoginResource(security, logins, callers, providers, buildbotUrl, passwords);
    }

    /**
     * The filter that comes right after {@code RequestPathFilter}, mapped on everything.
     *
     * @param rule what the role rules say of the guarded spaces
     * @param apiRefusal writes a refusal of the data API
     * @param alsoOpen first segments of further spaces that are open to everybody, such as {@code badges}
     */
    public Filter filter(
            UrlSpaces.SpaceRule rule, UrlSpaces.Refusal apiRefusal, Set<String> alsoOpen) {
        return new LoginFilter(
                security,
                new UrlSpaces(callers, rule, apiRefusal, alsoOpen),
                sessions,
                tokens,
                callers);
    }
}
