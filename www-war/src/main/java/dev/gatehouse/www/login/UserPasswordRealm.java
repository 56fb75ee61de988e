package dev.gatehouse.www.login;

import dev.gatehouse.data.setting.Setting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.subject.SimplePrincipalCollection;

/**
 * Lets in the users that the configuration names with their passwords ({@code UserPasswordAuth}). A refusal
 * takes the same time and says the same whether the user exists or not. Immutable; any thread.
 */
public final class UserPasswordRealm implements Realm {
    private static final String NAME = "UserPasswordAuth";

    /** Shorter passwords are guessed. */
    private static final int SHORT = 8;

    /** Digests, so that comparing takes the same time for passwords of any length. */
    private final Map<String, Digest> users;

    private final Digest nobody = Digest.of("no such user");

    public UserPasswordRealm(Map<String, String> users) {
        Map<String, Digest> digests = new LinkedHashMap<>();
        users.forEach((user, password) -> digests.put(user, Digest.of(password)));
        this.users = Map.copyOf(digests);
    }

    /**
     * Reads {@code UserPasswordAuth: {users: {alice: secret}}}, the users right below, or a list of pairs in
     * either place. Beside {@code users} a {@code userInfoProvider} may stand, which is read elsewhere. Faults
     * go to the setting's problems.
     */
    public static UserPasswordRealm read(Setting parameters) {
        Setting users = parameters;
        if (parameters.isMap()
                && parameters.get("users").filter(s -> s.isMap() || s.isList()).isPresent()) {
            parameters.allowOnly("users", "userInfoProvider");
            users = parameters.need("users");
        }
        Map<String, String> passwords = new LinkedHashMap<>();
        if (users.isList()) {
            for (Setting pair : users.items()) {
                List<Setting> both = pair.isList() ? pair.items() : List.of();
                if (both.size() == 2) {
                    passwords.put(both.get(0).text(), password(both.get(0).text(), both.get(1)));
                } else {
                    pair.error("must be a pair of user name and password, such as [alice, secret]");
                }
            }
        } else {
            users.entries()
                    .forEach((user, setting) -> passwords.put(user, password(user, setting)));
        }
        if (passwords.isEmpty()) {
            users.error("names no user: nobody could log in");
        }
        return new UserPasswordRealm(passwords);
    }

    private static String password(String user, Setting setting) {
        String password = setting.text();
        if (password.isEmpty() && !setting.isMap() && !setting.isList()) {
            setting.error("user '" + user + "' has an empty password");
        } else if (password.codePointCount(0, password.length()) < SHORT) {
            setting.warning(
                    "the password of '" + user + "' has fewer than " + SHORT + " characters");
        }
        return password;
    }

    /** What changes when a user's password does; empty where there is no such user. */
    public Optional<String> stored(String user) {
        return Optional.ofNullable(users.get(user)).map(Digest::hex);
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean supports(AuthenticationToken token) {
        return token instanceof UsernamePasswordToken;
    }

    @Override
    public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token) {
        UsernamePasswordToken login = (UsernamePasswordToken) token;
        String user = login.getUsername() == null ? "" : login.getUsername();
        String password = login.getPassword() == null ? "" : new String(login.getPassword());
        Digest expected = users.getOrDefault(user, nobody);
        boolean equal = expected.equals(Digest.of(password));
        if (!equal || expected == nobody || password.isEmpty()) {
            throw refused();
        }
        SimplePrincipalCollection principals = new SimplePrincipalCollection(user, NAME);
        principals.add(Map.of("email", user, "groups", List.of()), NAME);
        return new SimpleAuthenticationInfo(principals, null);
    }

    private static AuthenticationException refused() {
        return new IncorrectCredentialsException("user name or password is wrong");
    }

    private static final class Digest {
        private final byte[] bytes;

        private Digest(byte[] bytes) {
            this.bytes = bytes;
        }

        static Digest of(String password) {
            try {
                return new Digest(
                        MessageDigest.getInstance("SHA-256")
                                .digest(password.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        String hex() {
            return HexFormat.of().formatHex(bytes);
        }

        /** In constant time. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest && MessageDigest.isEqual(bytes, digest.bytes);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
