package dev.gatehouse.www.login;

import dev.gatehouse.data.database.Remembered;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Of a way in with passwords of its own: whose password has changed, and whose account is gone, is logged
 * out. Any thread.
 */
public final class PasswordRecheck implements Recheck {
    /** Who reads the table of sessions must not find passwords there by trying. */
    private static final int ROUNDS = 100_000;

    private static final int BITS = 128;
    private static final int REMEMBERED = 1000;

    private final String name;
    private final Function<String, Optional<String>> stored;
    private final Remembered<String, String> digests = new Remembered<>(REMEMBERED);

    /**
     * @param stored what the way has for a user: changes when his password does; empty: no such user
     */
    public PasswordRecheck(String name, Function<String, Optional<String>> stored) {
        this.name = name;
        this.stored = stored;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> standing(String subject, String username) {
        return stored.apply(username).map(password -> digest(username, password));
    }

    private String digest(String username, String password) {
        String key = Secrets.sha256(username + "\0" + password);
        Optional<String> known = digests.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        String digest = slowly(username, password);
        digests.put(key, digest);
        return digest;
    }

    private String slowly(String username, String password) {
        byte[] salt =
                ("gatehouse standing " + name + " " + username).getBytes(StandardCharsets.UTF_8);
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ROUNDS, BITS);
            return HexFormat.of()
                    .formatHex(
                            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                                    .generateSecret(spec)
                                    .getEncoded());
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException("every Java platform has PBKDF2", e);
        }
    }
}
