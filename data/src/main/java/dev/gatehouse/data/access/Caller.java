package dev.gatehouse.data.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a person, a program with a token, or nobody in particular.
 *
 * @param anonymous true when nobody has logged in; then every other part but the address is empty
 * @param username what the login knows the caller by
 * @param email the caller's address, empty when unknown
 * @param fullName the caller's full name, empty when unknown
 * @param groups the groups that the login found
 * @param attributes whatever else the login found (realm, LDAP fields), for rules and for /config
 * @param address of the client's network, to tell those apart who have not logged in; empty for all others
 * @param grant what the API token that the caller came with lets him do at most; null: he came without one
 */
public record Caller(
        boolean anonymous,
        String username,
        String email,
        String fullName,
        Set<String> groups,
        Map<String, Object> attributes,
        String address,
        @Nullable Grant grant) {

    private static final Caller ANONYMOUS = new Caller(true, "", "", "", Set.of(), Map.of(), "");

    public Caller {
        groups = Set.copyOf(groups);
        attributes = Map.copyOf(attributes);
    }

    /** Somebody, or nobody, who came without an API token. */
    public Caller(
            boolean anonymous,
            String username,
            String email,
            String fullName,
            Set<String> groups,
            Map<String, Object> attributes,
            String address) {
        this(anonymous, username, email, fullName, groups, attributes, address, null);
    }

    public static Caller nobody() {
        return ANONYMOUS;
    }

    public static Caller nobodyAt(String address) {
        return new Caller(true, "", "", "", Set.of(), Map.of(), address);
    }

    public static Caller named(String username, String email) {
        return new Caller(false, username, email, "", Set.of(), Map.of(), "");
    }

    /** The same person, by a program that has no more rights than these. */
    public Caller under(Grant token) {
        return new Caller(anonymous, username, email, fullName, groups, attributes, address, token);
    }

    /** What the caller is called as an owner: the first of e-mail, user name, full name that is there. */
    public String owner() {
        return List.of(email, username, fullName).stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("anonymous");
    }
}
