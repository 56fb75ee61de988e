package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.realm.htpasswd.HtpasswdRealm;
import dev.gatehouse.www.login.PasswordRecheck;
import dev.gatehouse.www.login.Recheck;
import dev.gatehouse.www.login.UserPasswordRealm;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.ways.PasswordWay;
import dev.gatehouse.www.login.ways.ProviderWay;
import dev.gatehouse.www.oauth.Providers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.shiro.realm.Realm;

/** Part of {@link Server}: who may log in, by {@code www.auth}. Used by one thread. */
final class Realms {
    private final Path directory;

    private Realms(Path directory) {
        this.directory = directory;
    }

    /** Without {@code auth}, the administrator whose random password is made at the first start. */
    static Ways of(WwwConfig www, BaseDirectory basedir) {
        if (www.auth() != null) {
            return read(www.auth(), basedir.path());
        }
        String password = basedir.firstLine(Server.ADMIN_PASSWORD);
        if (password == null || password.isEmpty()) {
            password = RandomText.password();
            basedir.writePrivate(Server.ADMIN_PASSWORD, password + "\n");
        }
        return new Ways(
                List.of(
                        named(
                                "UserPasswordAuth",
                                new UserPasswordRealm(Map.of(Server.ADMIN, password)))));
    }

    /**
     * Reads {@code www.auth}; its faults go to the setting's problems.
     *
     * @param directory what relative file names start from
     */
    static Ways read(Setting auth, Path directory) {
        return Ways.read(auth, new Realms(directory)::way);
    }

    private Optional<? extends Way> way(String name, Setting parameters) {
        return switch (name) {
            case "UserPasswordAuth" -> Optional.of(named(name, UserPasswordRealm.read(parameters)));
            case "HTPasswdAuth" -> Optional.of(named(name, htpasswd(parameters)));
            case "GoogleAuth",
                    "GitHubAuth",
                    "GitLabAuth",
                    "BitbucketAuth",
                    "KeyCloakAuth",
                    "OIDCAuth" ->
                    Providers.read(name, parameters)
                            .map(provider -> new ProviderWay(provider, null));
            default -> {
                parameters.error("'" + name + "' is not in this version");
                yield Optional.empty();
            }
        };
    }

    private static PasswordWay named(String name, Realm realm) {
        return new PasswordWay(name, name, realm, null);
    }

    private Realm htpasswd(Setting parameters) {
        parameters.allowOnly("passwdFile", "plainAllowed");
        Path file = directory.resolve(parameters.text("passwdFile", ".htpasswd"));
        if (!Files.isReadable(file)) {
            parameters.error("cannot read the passwdFile " + file);
        }
        return new HtpasswdRealm(file, parameters.flag("plainAllowed", false));
    }

    /** Those of the ways that can be asked about their people again. */
    static List<Recheck> rechecks(Ways ways) {
        List<Recheck> rechecks = new ArrayList<>(ways.of(Recheck.class));
        for (PasswordWay way : ways.of(PasswordWay.class)) {
            if (way.realm() instanceof UserPasswordRealm users) {
                rechecks.add(new PasswordRecheck(way.name(), users::stored));
            } else if (way.realm() instanceof HtpasswdRealm users) {
                rechecks.add(new PasswordRecheck(way.name(), users::stored));
            }
        }
        return rechecks;
    }
}
