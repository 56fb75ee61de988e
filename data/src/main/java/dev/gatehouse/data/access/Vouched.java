package dev.gatehouse.data.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The attributes of a {@link Caller} that this server alone gives: no provider, no directory and no other server
 * on the database can. Stateless.
 */
public final class Vouched {
    /** True: an account of this server, flagged as an administrator's. */
    public static final String ADMINISTRATOR = "administrator";

    /** True: may do nothing before a new password is chosen. */
    public static final String MUST_CHANGE = "must_change";

    /** What was shown beside the password: {@code totp}, {@code proxy} or {@code certificate}. */
    public static final String SECOND_FACTOR = "second_factor";

    /** True: has a second factor here, and has not shown it yet. */
    public static final String SECOND_FACTOR_DUE = "second_factor_due";

    /** How strong the login at another site was, as its ID token says: a text. */
    public static final String ACR = "acr";

    /** What was shown there, as its ID token says: a list of texts. */
    public static final String AMR = "amr";

    public static final Set<String> NAMES =
            Set.of(ADMINISTRATOR, MUST_CHANGE, SECOND_FACTOR, SECOND_FACTOR_DUE, ACR, AMR);

    private Vouched() {}

    /** What somebody else says of a user, such as a Buildbot in its tokens, without what he may not say. */
    public static Map<String, Object> without(Map<String, Object> user) {
        Map<String, Object> others = new LinkedHashMap<>(user);
        others.keySet().removeAll(NAMES);
        return others;
    }
}
