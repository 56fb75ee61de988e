package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: turns what the login knows (a Shiro subject) into the door's Caller. The answer hangs on the
 * request, not on the thread. Immutable; any thread.
 */
public final class Callers {
    /** The realm name under which people come back with their cookie. */
    static final String SESSION = "session";

    private static final String ATTRIBUTE = Callers.class.getName();
    private static final Set<String> NAMED =
            Set.of("username", "email", "full_name", "groups", "anonymous");

    /** What was found out about a request, once. */
    private record Known(
            Caller caller,
            @Nullable Session session,
            Sessions.Brought brought,
            BooleanSupplier ended) {}

    /** Who sends this request; nobody in particular where no session came with it. */
    public Caller current(HttpServletRequest request) {
        return known(request).caller();
    }

    /** The session that a request came with, if it is somebody's; none where it came with an API token. */
    public Optional<Session> session(HttpServletRequest request) {
        return Optional.ofNullable(known(request).session());
    }

    /** Tells, whenever it is asked, whether the request's session has ended; never where there is none. */
    public BooleanSupplier ended(HttpServletRequest request) {
        return known(request).ended();
    }

    /** Whether the request brought a session cookie that does not hold. */
    public boolean invalid(HttpServletRequest request) {
        return known(request).brought() == Sessions.Brought.INVALID;
    }

    /**
     * The {@code user} part of the configuration document, as the user interface expects it.
     */
    public Map<String, Object> document(HttpServletRequest request) {
        return user(current(request));
    }

    void remember(
            HttpServletRequest request,
            Caller caller,
            @Nullable Session session,
            Sessions.Brought brought,
            BooleanSupplier ended) {
        request.setAttribute(ATTRIBUTE, new Known(caller, session, brought, ended));
    }

    /** Whether the request is this very person's already, groups and all. */
    boolean is(HttpServletRequest request, Identity identity) {
        return current(request).equals(caller(principals(identity.user()), ""));
    }

    /** During the request somebody has logged in: from here on it is his. */
    void becomes(HttpServletRequest request, Identity identity) {
        Known before = known(request);
        Caller caller = caller(principals(identity.user()), "");
        request.setAttribute(ATTRIBUTE, new Known(caller, null, before.brought(), before.ended()));
    }

    private static Known known(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Known known) {
            return known;
        }
        throw new IllegalStateException("the login filter did not see this request");
    }

    /** As a realm gives them: the user's name, and a map of what else is known. */
    static PrincipalCollection principals(Map<String, Object> user) {
        SimplePrincipalCollection principals =
                new SimplePrincipalCollection(String.valueOf(user.get("username")), SESSION);
        Map<String, Object> attributes = new LinkedHashMap<>(user);
        attributes.remove("username");
        principals.add(attributes, SESSION);
        return principals;
    }

    static Caller caller(@Nullable PrincipalCollection principals, String address) {
        if (principals == null || principals.isEmpty()) {
            return Caller.nobodyAt(address);
        }
        String username = String.valueOf(principals.getPrimaryPrincipal());
        Map<String, Object> found = new LinkedHashMap<>();
        for (Map<?, ?> attributes : principals.byType(Map.class)) {
            attributes.forEach(
                    (key, value) -> {
                        if (value != null) {
                            found.putIfAbsent(String.valueOf(key), value);
                        }
                    });
        }
        Set<String> groups = new LinkedHashSet<>();
        if (found.get("groups") instanceof Collection<?> names) {
            names.forEach(name -> groups.add(String.valueOf(name)));
        }
        Map<String, Object> others = new LinkedHashMap<>(found);
        others.keySet().removeAll(NAMED);
        return new Caller(
                false,
                username,
                text(found, "email"),
                text(found, "full_name"),
                groups,
                others,
                "");
    }

    /** What the cookie and the configuration document say of somebody. */
    static Map<String, Object> user(Caller caller) {
        Map<String, Object> user = new LinkedHashMap<>();
        if (caller.anonymous()) {
            user.put("anonymous", true);
            return user;
        }
        user.put("username", caller.username());
        if (!caller.email().isEmpty()) {
            user.put("email", caller.email());
        }
        if (!caller.fullName().isEmpty()) {
            user.put("full_name", caller.fullName());
        }
        if (!caller.groups().isEmpty()) {
            user.put("groups", List.copyOf(caller.groups()));
        }
        caller.attributes().forEach(user::putIfAbsent);
        return user;
    }

    private static String text(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof String text ? text : "";
    }
}
