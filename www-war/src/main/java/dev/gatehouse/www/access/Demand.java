package dev.gatehouse.www.access;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Vouched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What somebody must have shown beside being allowed: a second factor where {@code www.second_factor} demands one
 * or he has set one up himself, and a password of his own choice. Immutable; any thread.
 *
 * @param control whether every action takes a second factor
 * @param administration whether the pages of administrators, and new API tokens, take one
 * @param kinds which count: {@code totp}, {@code oidc}, {@code proxy}, {@code certificate}
 * @param acr of a login at another site, one of these counts
 * @param amr of a login at another site, any of these counts
 */
public record Demand(
        boolean control,
        boolean administration,
        Set<String> kinds,
        Set<String> acr,
        Set<String> amr) {
    public static final Set<String> KINDS = Set.of("totp", "oidc", "proxy", "certificate");

    /** Nothing, but of those who have set up a second factor here. */
    public static final Demand NONE = new Demand(false, false, Set.of("totp"), Set.of(), Set.of());

    public Demand {
        kinds = Set.copyOf(kinds);
        acr = Set.copyOf(acr);
        amr = Set.copyOf(amr);
    }

    /**
     * Before an action.
     *
     * @throws Denied saying what there is to do
     */
    void checkControl(Caller who) {
        check(who, control);
    }

    /**
     * Before something that administrators do, or that makes a new way in.
     *
     * @throws Denied saying what there is to do
     */
    public void checkAdministration(Caller who) {
        check(who, administration);
    }

    private void check(Caller who, boolean demanded) {
        if (is(who, Vouched.MUST_CHANGE)) {
            throw new Denied(
                    "choose a new password first, on the page of your account (#/account)");
        }
        // Of an API token it was asked when the token was made.
        if (who.grant() != null || isMet(who)) {
            return;
        }
        boolean hasOne = is(who, Vouched.SECOND_FACTOR_DUE);
        if (demanded) {
            throw new Denied(
                    "this takes a second factor: " + String.join("; or ", ways()),
                    hasOne && kinds.contains("totp") ? Denied.CODE : "");
        }
        if (hasOne && !who.attributes().containsKey(Vouched.SECOND_FACTOR)) {
            throw new Denied("this takes your second factor: " + CODE, Denied.CODE);
        }
    }

    /** Whether somebody has shown a second factor that counts. */
    public boolean isMet(Caller who) {
        return kinds.contains(String.valueOf(who.attributes().get(Vouched.SECOND_FACTOR)))
                || (kinds.contains("oidc")
                        && (acr.contains(String.valueOf(who.attributes().get(Vouched.ACR)))
                                || (who.attributes().get(Vouched.AMR) instanceof Collection<?> used
                                        && !Collections.disjoint(used, amr))));
    }

    private static final String CODE =
            "enter a code of your authenticator on the page of your account (#/account)";

    private List<String> ways() {
        List<String> ways = new ArrayList<>();
        if (kinds.contains("totp")) {
            ways.add(CODE);
        }
        if (kinds.contains("oidc")) {
            ways.add("log in anew, with a second factor, at the site where your account is");
        }
        if (kinds.contains("proxy")) {
            ways.add("log in anew, with a second factor, at the proxy");
        }
        if (kinds.contains("certificate")) {
            ways.add("log in anew with a client certificate of yours in the browser");
        }
        return ways;
    }

    private static boolean is(Caller who, String attribute) {
        return Boolean.TRUE.equals(who.attributes().get(attribute));
    }
}
