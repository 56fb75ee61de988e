package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.realm.htpasswd.HtpasswdRealm;
import dev.gatehouse.www.login.UserPasswordRealm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.shiro.realm.Realm;

/** Part of {@link Server}: who may log in, by {@code www.auth}. Stateless. */
final class Realms {
    private Realms() {}

    /** Without {@code auth}, the administrator whose random password is made at the first start. */
    static List<Realm> of(WwwConfig www, BaseDirectory basedir) {
        if (www.auth() != null) {
            return read(www.auth(), basedir.path());
        }
        String password = basedir.firstLine(Server.ADMIN_PASSWORD);
        if (password == null || password.isEmpty()) {
            password = RandomText.password();
            basedir.writePrivate(Server.ADMIN_PASSWORD, password + "\n");
        }
        return List.of(new UserPasswordRealm(Map.of(Server.ADMIN, password)));
    }

    /** One class of {@code www.auth}; its faults go to the setting's problems. */
    static List<Realm> read(Setting auth, Path directory) {
        return auth.named()
                .map(named -> read(named.getKey(), named.getValue(), directory))
                .orElse(List.of());
    }

    private static List<Realm> read(String name, Setting parameters, Path directory) {
        return switch (name) {
            case "NoAuth" -> List.of();
            case "UserPasswordAuth" -> List.of(UserPasswordRealm.read(parameters));
            case "HTPasswdAuth" -> List.of(htpasswd(parameters, directory));
            default -> {
                parameters.error(
                        "'"
                                + name
                                + "' is not in this version; legal: NoAuth, UserPasswordAuth,"
                                + " HTPasswdAuth");
                yield List.of();
            }
        };
    }

    private static Realm htpasswd(Setting parameters, Path directory) {
        parameters.allowOnly("passwdFile", "plainAllowed");
        Path file = directory.resolve(parameters.text("passwdFile", ".htpasswd"));
        if (!Files.isReadable(file)) {
            parameters.error("cannot read the passwdFile " + file);
        }
        return new HtpasswdRealm(file, parameters.flag("plainAllowed", false));
    }
}
