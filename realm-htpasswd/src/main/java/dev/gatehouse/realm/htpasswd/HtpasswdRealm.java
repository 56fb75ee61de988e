package dev.gatehouse.realm.htpasswd;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
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
 * Lets in the users of an htpasswd file; a change to the file counts from the next login on.
 *
 * <p>Read are bcrypt ({@code $2y$}, {@code $2a$}, {@code $2b$}), {@code $apr1$}, {@code $1$},
 * {@code $5$}, {@code $6$} and {@code {SHA}}, and plain text where it is allowed. Names are case
 * sensitive and the first line of a name wins. What looks like a hash is never taken as plain text,
 * so knowing the file's content is not knowing a password.
 *
 * <p>The answer holds the user name and a plain map with {@code email} (the user name, as Buildbot
 * has it for password logins) and {@code groups} (an empty list).
 *
 * <p>Every refusal is the same exception with the same text, after the same kind of work: neither
 * tells whether the user exists. Any thread may call it.
 */
public final class HtpasswdRealm implements Realm {
    /** Longer passwords are refused unread: hashing time grows with the length. */
    static final int MAX_PASSWORD_BYTES = 4096;

    private final PasswordFile file;

    /**
     * A realm over one file.
     *
     * @param passwdFile the file; it may come into being later
     * @param plainAllowed whether an entry that looks like no hash is a password in plain text
     */
    public HtpasswdRealm(Path passwdFile, boolean plainAllowed) {
        this.file = new PasswordFile(passwdFile, plainAllowed);
    }

    /**
     * What the file has for a user: changes when the password does. Not to be shown to anybody.
     *
     * @return empty where the file has no such user
     * @throws IllegalStateException where the file cannot be read
     */
    public Optional<String> stored(String user) {
        return file.stored(user);
    }

    @Override
    public String getName() {
        return "htpasswd";
    }

    @Override
    public boolean supports(AuthenticationToken token) {
        return token instanceof UsernamePasswordToken;
    }

    @Override
    public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token)
            throws AuthenticationException {
        UsernamePasswordToken login = (UsernamePasswordToken) token;
        String user = login.getUsername();
        char[] characters = login.getPassword();
        if (user == null || user.isEmpty() || characters == null || characters.length == 0) {
            throw refused();
        }
        byte[] password = utf8(characters);
        try {
            if (password.length > MAX_PASSWORD_BYTES || !file.matches(user, password)) {
                throw refused();
            }
        } finally {
            Arrays.fill(password, (byte) 0);
        }
        SimplePrincipalCollection principals = new SimplePrincipalCollection(user, getName());
        principals.add(
                Map.<String, Object>of("email", user, "groups", List.<String>of()), getName());
        return new SimpleAuthenticationInfo(principals, null);
    }

    private static byte[] utf8(char[] characters) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    private static AuthenticationException refused() {
        return new IncorrectCredentialsException("user name or password is wrong");
    }
}
