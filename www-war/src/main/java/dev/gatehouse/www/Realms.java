package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.realm.htpasswd.HtpasswdRealm;
import dev.gatehouse.realm.ldap.LdapRealm;
import dev.gatehouse.www.login.CustomAuth;
import dev.gatehouse.www.login.CustomUserInfo;
import dev.gatehouse.www.login.DetailsRecheck;
import dev.gatehouse.www.login.PasswordRecheck;
import dev.gatehouse.www.login.ProviderRecheck;
import dev.gatehouse.www.login.Recheck;
import dev.gatehouse.www.login.Sessions;
import dev.gatehouse.www.login.Together;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserPasswordRealm;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.DatabaseWay;
import dev.gatehouse.www.login.ways.CustomInfo;
import dev.gatehouse.www.login.ways.CustomRealm;
import dev.gatehouse.www.login.ways.PasswordWay;
import dev.gatehouse.www.login.ways.ProviderWay;
import dev.gatehouse.www.login.ways.RemoteUser;
import dev.gatehouse.www.oauth.Providers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.shiro.realm.Realm;
import org.jspecify.annotations.Nullable;

/** Part of {@link Server}: who may log in, by {@code www.auth}. Used by one thread. */
final class Realms {
    private static final String PROVIDER = "userInfoProvider";

    private final Path directory;
    private final Directories directories;
    private final OwnClasses classes;
    private final @Nullable Accounts accounts;

    private Realms(Path directory, @Nullable Accounts accounts) {
        this.directory = directory;
        this.directories = new Directories(directory);
        this.classes = new OwnClasses(directory);
        this.accounts = accounts;
    }

    /** Without {@code auth}, the administrator whose random password is made at the first start. */
    static Ways of(WwwConfig www, BaseDirectory basedir, Accounts accounts) {
        if (www.auth() != null) {
            return read(www.auth(), basedir.path(), accounts);
        }
        String password = basedir.firstLine(Server.ADMIN_PASSWORD);
        if (password == null || password.isEmpty()) {
            password = RandomText.password();
            basedir.writePrivate(Server.ADMIN_PASSWORD, password + "\n");
        }
        Realm administrator = new UserPasswordRealm(Map.of(Server.ADMIN, password));
        return new Ways(List.of(named("UserPasswordAuth", administrator, null)));
    }

    /**
     * Reads {@code www.auth}; its faults go to the setting's problems.
     *
     * @param directory what relative file names start from
     * @param accounts for {@code DatabaseAuth}; null: the configuration is only looked at
     */
    static Ways read(Setting auth, Path directory, @Nullable Accounts accounts) {
        return Ways.read(auth, new Realms(directory, accounts)::way);
    }

    private Optional<? extends Way> way(String name, Setting parameters) {
        UserInfo info = provider(parameters);
        return switch (name) {
            case "UserPasswordAuth" ->
                    Optional.of(named(name, UserPasswordRealm.read(parameters), info));
            case "HTPasswdAuth" -> Optional.of(named(name, htpasswd(parameters), info));
            case AccountConfig.NAME -> Optional.of(ofDatabase(parameters));
            case "LDAPAuth" ->
                    directories
                            .realm(parameters, "name", PROVIDER)
                            .map(realm -> ldap(parameters, realm, info));
            case "CustomAuth" -> custom(parameters, info);
            case "GoogleAuth",
                    "GitHubAuth",
                    "GitLabAuth",
                    "BitbucketAuth",
                    "KeyCloakAuth",
                    "OIDCAuth" ->
                    Providers.read(name, parameters)
                            .map(provider -> new ProviderWay(provider, info));
            case "RemoteUserAuth" -> Optional.of(RemoteUser.read(parameters, info));
            default -> {
                parameters.error("'" + name + "' is not in this version");
                yield Optional.empty();
            }
        };
    }

    private Way ofDatabase(Setting parameters) {
        AccountConfig.read(parameters, directory);
        return accounts == null ? () -> AccountConfig.NAME : new DatabaseWay(accounts);
    }

    private static PasswordWay named(String name, Realm realm, @Nullable UserInfo info) {
        return new PasswordWay(name, name, realm, info);
    }

    private static PasswordWay ldap(Setting parameters, Realm realm, @Nullable UserInfo info) {
        String name = parameters.get("name").map(s -> "LDAPAuth:" + s.text()).orElse("LDAPAuth");
        return new PasswordWay(name, "LDAPAuth", realm, info);
    }

    private Realm htpasswd(Setting parameters) {
        parameters.allowOnly("passwdFile", "plainAllowed", PROVIDER);
        Path file = directory.resolve(parameters.text("passwdFile", ".htpasswd"));
        if (!Files.isReadable(file)) {
            parameters.error("cannot read the passwdFile " + file);
        }
        return new HtpasswdRealm(file, parameters.flag("plainAllowed", false));
    }

    /**
     * What can be asked about the people of each way again.
     *
     * @param every how often directories and other sites are; zero: never
     */
    static List<Recheck> rechecks(Ways ways, Duration every, Sessions sessions, Clock clock) {
        List<Recheck> rechecks = rechecks(ways, every);
        if (!every.isZero()) {
            for (ProviderWay way : ways.of(ProviderWay.class)) {
                rechecks.add(new ProviderRecheck(way, every, sessions, clock));
            }
        }
        return rechecks;
    }

    /** Those that need no session to ask with. */
    static List<Recheck> rechecks(Ways ways, Duration every) {
        List<Recheck> rechecks = new ArrayList<>(ways.of(Recheck.class));
        for (PasswordWay way : ways.of(PasswordWay.class)) {
            List<Recheck> parts = new ArrayList<>();
            if (way.realm() instanceof UserPasswordRealm users) {
                parts.add(new PasswordRecheck(way.name(), users::stored));
            } else if (way.realm() instanceof HtpasswdRealm users) {
                parts.add(new PasswordRecheck(way.name(), users::stored));
            } else if (way.realm() instanceof LdapRealm users && users.finds()) {
                details(way.name(), Directories.again(users), every).ifPresent(parts::add);
            }
            details(way.name(), way.userInfo(), every).ifPresent(parts::add);
            rechecks.addAll(Together.of(parts));
        }
        for (RemoteUser way : ways.of(RemoteUser.class)) {
            details(way.name(), way.userInfo(), every).ifPresent(rechecks::add);
        }
        return rechecks;
    }

    private static Optional<Recheck> details(
            String name, @Nullable UserInfo source, Duration every) {
        return source == null || every.isZero()
                ? Optional.empty()
                : Optional.of(new DetailsRecheck(name, source, every));
    }

    /** In the config document it has its own name, as a subclass has in the original. */
    private Optional<Way> custom(Setting parameters, @Nullable UserInfo info) {
        parameters.allowOnly("class", "parameters", PROVIDER);
        return classes.make(parameters, CustomAuth.class)
                .map(
                        made -> {
                            String name = made.object().getClass().getSimpleName();
                            return named(name, new CustomRealm(name, made.object(), made), info);
                        });
    }

    /** The {@code userInfoProvider} of a way, where it has one. */
    private @Nullable UserInfo provider(Setting parameters) {
        if (!parameters.isMap()) {
            return null;
        }
        return parameters
                .get(PROVIDER)
                .flatMap(Setting::named)
                .flatMap(named -> provider(named.getKey(), named.getValue()))
                .orElse(null);
    }

    private Optional<UserInfo> provider(String name, Setting parameters) {
        return switch (name) {
            case "LdapUserInfo" -> directories.userInfo(parameters).map(Directories::asked);
            case "CustomUserInfo" -> {
                parameters.allowOnly("class", "parameters");
                yield classes.make(parameters, CustomUserInfo.class)
                        .map(made -> new CustomInfo(made.object(), made));
            }
            default -> {
                parameters.error(
                        "there is no user info provider '"
                                + name
                                + "'; "
                                + Setting.meant(
                                        name,
                                        List.of("LdapUserInfo", "CustomUserInfo"),
                                        "there are: "));
                yield Optional.empty();
            }
        };
    }
}
