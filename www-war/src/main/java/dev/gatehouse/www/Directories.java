package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.realm.ldap.DirectoryUnavailable;
import dev.gatehouse.realm.ldap.LdapRealm;
import dev.gatehouse.realm.ldap.LdapSettings;
import dev.gatehouse.realm.ldap.LdapUserInfo;
import dev.gatehouse.www.avatar.Avatar;
import dev.gatehouse.www.avatar.AvatarMethod;
import dev.gatehouse.www.avatar.Wanted;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Part of {@link Server}: reads {@code LDAPAuth} and {@code LdapUserInfo}, which have the same parameters;
 * their faults go to the setting's problems. Used by one thread.
 */
final class Directories {
    private static final Logger log = LoggerFactory.getLogger(Directories.class);

    private static final List<String> KEYS =
            List.of(
                    "uri",
                    "bindUser",
                    "bindPw",
                    "accountBase",
                    "accountPattern",
                    "accountFullName",
                    "accountEmail",
                    "groupBase",
                    "groupMemberPattern",
                    "groupName",
                    "avatarPattern",
                    "avatarData",
                    "accountExtraFields",
                    "tls",
                    "timeout",
                    "connections");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 4;

    private final Path directory;

    /**
     * @param directory what relative file names start from
     */
    Directories(Path directory) {
        this.directory = directory;
    }

    /** {@code LDAPAuth}; empty where a fault was found. */
    Optional<LdapRealm> realm(Setting parameters, String... alsoLegal) {
        return settings(parameters, "dnTemplate", alsoLegal).map(LdapRealm::new);
    }

    /** {@code LdapUserInfo}; empty where a fault was found. */
    Optional<LdapUserInfo> userInfo(Setting parameters) {
        Optional<LdapUserInfo.Avatar> avatar = avatar(parameters);
        return settings(parameters, "avatarData")
                .map(settings -> new LdapUserInfo(settings, avatar.orElse(null)));
    }

    /** As the login asks it: nothing of what an earlier source said is kept. */
    static UserInfo asked(LdapUserInfo directory) {
        return new Asked(directory);
    }

    /** What the directory of a way in says of its people, later than at their login. */
    static UserInfo again(LdapRealm directory) {
        return new Again(directory);
    }

    private record Again(LdapRealm directory) implements UserInfo {
        @Override
        public Map<String, Object> of(String username) throws UserInfoUnavailable {
            return find(username)
                    .orElseThrow(() -> new UserInfoUnavailable("there is no such user any longer"));
        }

        @Override
        public Optional<Map<String, Object>> find(String username) throws UserInfoUnavailable {
            try {
                return directory.find(username);
            } catch (DirectoryUnavailable e) {
                throw unavailable(e);
            }
        }
    }

    private static UserInfoUnavailable unavailable(DirectoryUnavailable why) {
        log.warn("the directory cannot be asked: {}", why.getMessage(), why);
        return new UserInfoUnavailable("the directory cannot be asked", why);
    }

    /** Its pictures, for {@code avatar_methods}. */
    static AvatarMethod portraits(LdapUserInfo directory) {
        return new Portrayed(directory);
    }

    private record Portrayed(LdapUserInfo directory) implements AvatarMethod {
        @Override
        public String name() {
            return "ldap";
        }

        @Override
        public Optional<Avatar> find(Wanted wanted) throws IOException {
            try {
                return directory
                        .picture(wanted.username(), wanted.email())
                        .map(found -> new Avatar.Picture(found.mediaType(), found.content()));
            } catch (DirectoryUnavailable e) {
                throw new IOException("the directory cannot be asked", e);
            }
        }

        @Override
        public void close() {
            directory.close();
        }
    }

    private record Asked(LdapUserInfo directory) implements UserInfo, AutoCloseable {
        @Override
        public Map<String, Object> of(String username) throws UserInfoUnavailable {
            return find(username)
                    .orElseThrow(
                            () ->
                                    new UserInfoUnavailable(
                                            "the directory has no single user of this name"));
        }

        @Override
        public Optional<Map<String, Object>> find(String username) throws UserInfoUnavailable {
            try {
                return directory
                        .find(username)
                        .map(
                                found -> {
                                    Map<String, Object> known =
                                            new LinkedHashMap<>(
                                                    Map.of("full_name", "", "email", ""));
                                    known.putAll(found);
                                    return known;
                                });
            } catch (DirectoryUnavailable e) {
                throw unavailable(e);
            }
        }

        @Override
        public void close() {
            directory.close();
        }
    }

    private Optional<LdapSettings> settings(Setting parameters, String also, String... alsoLegal) {
        List<String> legal = new ArrayList<>(KEYS);
        legal.add(also);
        legal.addAll(List.of(alsoLegal));
        parameters.allowOnly(legal);
        Optional<LdapUserInfo.Avatar> avatar = avatar(parameters);
        Optional<LdapSettings.Server> server = made(parameters, () -> server(parameters));
        Optional<LdapSettings.Account> account =
                needs(
                        parameters,
                        () -> account(parameters),
                        "accountBase",
                        "accountPattern",
                        "accountFullName",
                        "accountEmail");
        Optional<Optional<LdapSettings.Groups>> groups =
                made(
                        parameters,
                        () ->
                                Optional.ofNullable(
                                        LdapSettings.Groups.of(
                                                text(parameters, "groupBase"),
                                                text(parameters, "groupMemberPattern"),
                                                text(parameters, "groupName"))));
        if (server.isEmpty() || account.isEmpty() || groups.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new LdapSettings(server.get(), account.get(), groups.get().orElse(null)));
    }

    private static LdapSettings.Account account(Setting parameters) {
        return new LdapSettings.Account(
                parameters.text("accountBase", ""),
                parameters.text("accountPattern", ""),
                text(parameters, "dnTemplate"),
                parameters.text("accountFullName", ""),
                parameters.text("accountEmail", ""),
                parameters.texts("accountExtraFields"));
    }

    private LdapSettings.@Nullable Server server(Setting parameters) {
        List<String> uris = parameters.need("uri").texts();
        if (uris.isEmpty()) {
            return null;
        }
        Optional<Setting> tls = parameters.get("tls");
        tls.ifPresent(
                s -> s.allowOnly("startTls", "trustStore", "trustStorePassword", "ca_certs_file"));
        boolean startTls = tls.map(s -> s.flag("startTls", false)).orElse(false);
        if (!startTls) {
            warnOfClearText(parameters, uris);
        }
        return new LdapSettings.Server(
                uris,
                startTls,
                tls.map(this::authorities).orElse(null),
                tls.map(s -> text(s, "trustStorePassword")).orElse(null),
                text(parameters, "bindUser"),
                text(parameters, "bindPw"),
                parameters.duration("timeout", TIMEOUT),
                (int) parameters.number("connections", CONNECTIONS));
    }

    private static void warnOfClearText(Setting parameters, List<String> uris) {
        for (String uri : uris) {
            if (uri.startsWith("ldap:")
                    && !uri.matches("ldap://(127\\.0\\.0\\.1|\\[::1]|localhost)(:.*)?/?")) {
                parameters
                        .need("uri")
                        .warning(
                                "passwords go to "
                                        + uri
                                        + " in the clear; use ldaps://, or 'tls: {startTls: true}'");
            }
        }
    }

    private @Nullable Path authorities(Setting tls) {
        Optional<Setting> file = tls.get("trustStore").or(() -> tls.get("ca_certs_file"));
        if (file.isEmpty()) {
            return null;
        }
        Path path = directory.resolve(file.get().text());
        if (!Files.isReadable(path)) {
            file.get().error("cannot read " + path);
        }
        return path;
    }

    private static Optional<LdapUserInfo.Avatar> avatar(Setting parameters) {
        Optional<Setting> data = parameters.get("avatarData");
        Optional<Setting> pattern = parameters.get("avatarPattern");
        if (data.isEmpty()) {
            pattern.ifPresent(
                    s -> s.error("goes together with avatarData, the attribute with the picture"));
            return Optional.empty();
        }
        return made(
                parameters,
                () ->
                        new LdapUserInfo.Avatar(
                                pattern.map(Setting::text).orElse(null), data.get().text()));
    }

    private static <T> Optional<T> needs(
            Setting parameters, Supplier<@Nullable T> maker, String... needed) {
        boolean all = true;
        for (String name : needed) {
            all &= !parameters.need(name).isNull();
        }
        return all ? made(parameters, maker) : Optional.empty();
    }

    /** What a record refuses is said of the setting that its text begins with. */
    private static <T> Optional<T> made(Setting parameters, Supplier<@Nullable T> maker) {
        try {
            return Optional.ofNullable(maker.get());
        } catch (IllegalArgumentException e) {
            String text = String.valueOf(e.getMessage());
            parameters.get(text.split(" ", 2)[0]).orElse(parameters).error(text);
            return Optional.empty();
        }
    }

    private static @Nullable String text(Setting parameters, String name) {
        return parameters.get(name).map(Setting::text).orElse(null);
    }
}
