package dev.gatehouse.www.login;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.login.ways.ProviderWay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.shiro.realm.Realm;

/**
 * The ways in that {@code www.auth} names, in its order: passwords, a proxy's header, other sites. None
 * is {@code NoAuth}. Immutable; any thread.
 */
public final class Ways implements AutoCloseable {
    /** Legal in {@code www.auth}. */
    public static final List<String> NAMES =
            List.of(
                    "NoAuth",
                    "UserPasswordAuth",
                    "HTPasswdAuth",
                    "DatabaseAuth",
                    "LDAPAuth",
                    "CustomAuth",
                    "RemoteUserAuth",
                    "GoogleAuth",
                    "GitHubAuth",
                    "GitLabAuth",
                    "BitbucketAuth",
                    "KeyCloakAuth",
                    "OIDCAuth");

    /** Reads one class; its faults go to the setting's problems, and then it may give nothing. */
    @FunctionalInterface
    public interface Reader {
        Optional<? extends Way> read(String name, Setting parameters);
    }

    private final List<Way> all;

    public Ways(List<? extends Way> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Reads {@code www.auth}: one class, or a list of them that are tried in its order.
     *
     * @param reader knows every class of {@link #NAMES} but {@code NoAuth}
     */
    public static Ways read(Setting auth, Reader reader) {
        if (auth.isMap() && auth.entries().size() > 1) {
            auth.error(
                    "names several classes; write them as a list, and they are tried in its order:"
                            + " '- "
                            + String.join(": {…}', '- ", auth.entries().keySet())
                            + ": {…}'");
            return new Ways(List.of());
        }
        List<Setting> items = auth.isList() ? auth.items() : List.of(auth);
        if (items.isEmpty()) {
            auth.error("names no way to log in; if that is meant, write NoAuth");
        }
        List<Way> ways = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Setting item : items) {
            read(item, items.size() == 1, reader)
                    .ifPresent(
                            way -> {
                                if (names.add(way.name())) {
                                    ways.add(way);
                                } else {
                                    item.error(
                                            "is the second '"
                                                    + way.name()
                                                    + "'; put both into one, or give this one a"
                                                    + " 'name' of its own where it takes one");
                                }
                            });
        }
        return new Ways(ways);
    }

    private static Optional<? extends Way> read(Setting item, boolean alone, Reader reader) {
        Optional<Map.Entry<String, Setting>> named = item.named();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String name = named.get().getKey();
        if (!NAMES.contains(name)) {
            item.error(
                    "there is no way to log in called '"
                            + name
                            + "'; "
                            + Setting.meant(name, NAMES, "there are: "));
            return Optional.empty();
        }
        Setting parameters = named.get().getValue();
        if (!name.equals("NoAuth")) {
            return reader.read(name, parameters);
        }
        if (!alone) {
            item.error("NoAuth stands alone: nobody can log in, and here somebody could");
        }
        if (!parameters.isMap() || !parameters.entries().isEmpty()) {
            item.error("NoAuth takes no parameters");
        }
        return Optional.empty();
    }

    /** Whether people of this realm could come in. What a proxy's header says of a realm is none of these. */
    public boolean mayBring(String realm) {
        return all.stream().anyMatch(way -> way.name().equals(realm));
    }

    /** Whether people of this realm show who they are with a password. */
    public boolean hasPasswords(String realm) {
        return all.stream().anyMatch(way -> way.name().equals(realm) && way instanceof Realm);
    }

    /** How somebody who is logged in shows again who he is. */
    public enum Confirmation {
        /** With his password, here. */
        PASSWORD,
        /** At the site that he came from, which is told to ask him and says when it did. */
        PROVIDER,
        /** By a login like any other: whether he is asked for anything is for others to decide. */
        LOGIN
    }

    public Confirmation confirmation(String realm) {
        if (hasPasswords(realm)) {
            return Confirmation.PASSWORD;
        }
        return of(ProviderWay.class).stream()
                        .filter(way -> way.name().equals(realm))
                        .anyMatch(way -> way.provider().confirms())
                ? Confirmation.PROVIDER
                : Confirmation.LOGIN;
    }

    /** In the order of the configuration. */
    public List<Way> all() {
        return all;
    }

    /** Those of one kind, in the order of the configuration. */
    public <T> List<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What asks for a name and a password, in the order in which it is tried. */
    public List<Realm> realms() {
        return of(Realm.class);
    }

    /**
     * {@code auth} of the config document: as in Buildbot where there is one way; of several the first, and
     * the {@code others} in a list.
     */
    public Map<String, Object> shown() {
        if (all.isEmpty()) {
            return Map.of("name", "NoAuth");
        }
        Map<String, Object> shown = new LinkedHashMap<>(all.get(0).shown());
        if (all.size() > 1) {
            shown.put("others", all.stream().skip(1).map(Way::shown).toList());
        }
        return shown;
    }

    /** Lets go of connections to directories. */
    @Override
    public void close() {
        of(Closes.class).forEach(Closes::close);
    }

    /** A way that holds connections. */
    public interface Closes {
        void close();
    }
}
