package dev.gatehouse.www.access;

import dev.gatehouse.data.access.Caller;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a logged-in person into roles. Anonymous callers have none. Immutable. */
sealed interface RoleMatcher {

    /**
     * @param owners who owns the target; empty where it is not known
     */
    Collection<String> roles(Caller who, Set<String> owners);

    /** Every group that starts with the prefix gives the rest as a role. */
    record FromGroups(String prefix) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return who.groups().stream()
                    .filter(group -> group.startsWith(prefix))
                    .map(group -> group.substring(prefix.length()))
                    .toList();
        }
    }

    /** Role to addresses. */
    record FromEmails(Map<String, Set<String>> emails) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return named(emails, who.email());
        }
    }

    /** Role to what stands after the last {@code @}. */
    record FromDomain(Map<String, Set<String>> domains) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return named(domains, who.email().substring(who.email().lastIndexOf('@') + 1));
        }
    }

    /** Whoever owns the target. */
    record FromOwner(String role) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return !who.email().isEmpty() && owners.contains(who.email())
                    ? List.of(role)
                    : List.of();
        }
    }

    /** All the roles for each of the users. */
    record FromUsername(Set<String> given, Set<String> usernames) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return usernames.contains(who.username()) ? given : List.of();
        }
    }

    /** Roles by what a field of the user says, such as an attribute of his LDAP entry. */
    record FromUserInfo(String field, Map<String, Set<String>> values) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return who.attributes().get(field) instanceof String value
                    ? named(values, value)
                    : List.of();
        }
    }

    /** What the others give, for those who came in by one of these ways alone. */
    record InRealm(Set<String> realms, List<RoleMatcher> others) implements RoleMatcher {
        @Override
        public Collection<String> roles(Caller who, Set<String> owners) {
            return who.attributes().get("realm") instanceof String realm && realms.contains(realm)
                    ? others.stream().flatMap(other -> other.roles(who, owners).stream()).toList()
                    : List.of();
        }
    }

    private static Collection<String> named(Map<String, Set<String>> roles, String value) {
        return value.isEmpty()
                ? List.of()
                : roles.entrySet().stream()
                        .filter(role -> role.getValue().contains(value))
                        .map(Map.Entry::getKey)
                        .toList();
    }
}
