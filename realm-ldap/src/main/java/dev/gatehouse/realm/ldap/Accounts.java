package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.entry.Attribute;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.entry.Value;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.ldap.client.api.LdapConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users of a directory and what it knows of them. Immutable; any thread, each with its connection. */
final class Accounts {
    /** Longer names are not searched; directories end at 256 themselves. */
    private static final int MAX_NAME = 256;

    /** Groups beyond this many are left out, with a warning. */
    static final int MAX_GROUPS = 1000;

    /** Active Directory's ACCOUNTDISABLE, a bit of {@code userAccountControl}. */
    private static final long SWITCHED_OFF = 2;

    /** OpenLDAP's password policy: locked by an administrator, and not for a while by wrong passwords. */
    private static final String FOR_GOOD = "000001010000Z";

    private static final List<String> SWITCHES =
            List.of("userAccountControl", "pwdAccountLockedTime", "nsAccountLock", "loginDisabled");

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final LdapSettings settings;

    Accounts(LdapSettings settings) {
        this.settings = settings;
    }

    /** Whether this can be the name of a user at all. Names are logged, and must not write lines there. */
    static boolean isName(@Nullable String user) {
        return user != null
                && !user.isEmpty()
                && user.length() <= MAX_NAME
                && user.chars().noneMatch(Character::isISOControl);
    }

    /** The user of this name; nobody where there are several, or where his account is switched off. */
    Optional<Entry> find(LdapConnection connection, String user)
            throws LdapException, CursorException, IOException {
        LdapSettings.Account account = settings.account();
        return only(
                        connection,
                        Template.filter(account.accountPattern(), "username", user),
                        attributes())
                .filter(entry -> !isSwitchedOff(entry));
    }

    /** The entry of this name, if there is one and the account is not switched off. */
    Optional<Entry> at(LdapConnection connection, Dn dn)
            throws LdapException, CursorException, IOException {
        try {
            return entry(dn).first(connection, 1).stream()
                    .filter(entry -> !isSwitchedOff(entry))
                    .findFirst();
        } catch (LdapOperationException e) {
            if (e.getResultCode() == ResultCodeEnum.NO_SUCH_OBJECT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** In the words of Active Directory, OpenLDAP, 389 Directory Server and eDirectory. */
    static boolean isSwitchedOff(Entry entry) {
        String control = first(entry, "userAccountControl");
        return (control != null
                        && control.matches("[0-9]{1,18}")
                        && (Long.parseLong(control) & SWITCHED_OFF) != 0)
                || FOR_GOOD.equals(first(entry, "pwdAccountLockedTime"))
                || "true".equalsIgnoreCase(first(entry, "nsAccountLock"))
                || "true".equalsIgnoreCase(first(entry, "loginDisabled"));
    }

    /** The one entry below {@code accountBase}. */
    private Optional<Entry> only(LdapConnection connection, String filter, List<String> attributes)
            throws LdapException, CursorException, IOException {
        List<Entry> found = below(filter, attributes).first(connection, 2);
        if (found.size() != 1) {
            // In the original's words, for who has searched his log for them before.
            log.info(
                    "ldap search \"{}\" returned {} results",
                    filter,
                    found.isEmpty() ? "0" : "2 or more");
            return Optional.empty();
        }
        return Optional.of(found.get(0));
    }

    /** The entry of this name, as the user may read it. */
    Entry own(LdapConnection connection, Dn dn) throws LdapException, CursorException, IOException {
        List<Entry> own = entry(dn).first(connection, 1);
        // A user who may log in but not read the own entry has groups all the same.
        return own.isEmpty() ? new DefaultEntry(dn) : own.get(0);
    }

    /** The first value of an attribute of the first entry that a filter finds. */
    Optional<Value> value(LdapConnection connection, String filter, String attribute)
            throws LdapException, CursorException, IOException {
        return below(filter, List.of(attribute)).first(connection, 1).stream()
                .map(entry -> entry.get(attribute))
                .filter(found -> found != null && found.size() > 0)
                .map(Attribute::get)
                .findFirst();
    }

    /** {@code full_name}, {@code email} and extra fields, where there are any, and {@code groups}. */
    Map<String, Object> describe(LdapConnection connection, Entry entry)
            throws LdapException, CursorException, IOException {
        LdapSettings.Account account = settings.account();
        Map<String, Object> known = new LinkedHashMap<>();
        put(known, "full_name", first(entry, account.accountFullName()));
        put(known, "email", first(entry, account.accountEmail()));
        for (String extra : account.accountExtraFields()) {
            put(known, extra, first(entry, extra));
        }
        known.put("groups", groups(connection, entry.getDn()));
        return Map.copyOf(known);
    }

    private List<String> groups(LdapConnection connection, Dn member)
            throws LdapException, CursorException, IOException {
        LdapSettings.Groups groups = settings.groups();
        if (groups == null) {
            return List.of();
        }
        Search search =
                new Search(
                        new Dn(groups.groupBase()),
                        SearchScope.SUBTREE,
                        Template.filter(groups.groupMemberPattern(), "dn", member.getName()),
                        List.of(groups.groupName()),
                        settings.server().timeout());
        List<String> names = new ArrayList<>();
        for (Entry group : search.all(connection, MAX_GROUPS)) {
            Attribute attribute = group.get(groups.groupName());
            if (attribute != null) {
                for (Value value : attribute) {
                    names.add(value.getString());
                }
            }
        }
        return List.copyOf(names);
    }

    private Search entry(Dn dn) {
        return new Search(
                dn,
                SearchScope.OBJECT,
                "(objectClass=*)",
                attributes(),
                settings.server().timeout());
    }

    private Search below(String filter, List<String> attributes) throws LdapException {
        return new Search(
                new Dn(settings.account().accountBase()),
                SearchScope.SUBTREE,
                filter,
                attributes,
                settings.server().timeout());
    }

    private List<String> attributes() {
        LdapSettings.Account account = settings.account();
        List<String> names = new ArrayList<>();
        names.add(account.accountFullName());
        names.add(account.accountEmail());
        names.addAll(account.accountExtraFields());
        names.addAll(SWITCHES);
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
}
