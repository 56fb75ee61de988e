package dev.gatehouse.realm.htpasswd;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.Md5Crypt;

/**
 * The second field of a line: what a password is compared with. Immutable; every comparison takes
 * as long whether it matches or not, and leaves the given bytes as they are.
 */
sealed interface PasswordHash {
    /** Whether these bytes (UTF-8, at least one) are the password. */
    boolean matches(byte[] password);

    /** What changes when the password does; not to be shown. */
    default String stored() {
        return toString();
    }

    /** Reads a field. What is or might be an unsupported hash is {@link Refused}, never plain. */
    static PasswordHash read(String field, boolean plainAllowed) {
        if (Bcrypt.FORM.matcher(field).matches()) {
            return new Bcrypt(field);
        }
        if (UnixCrypt.FORM.matcher(field).matches()) {
            return new UnixCrypt(field);
        }
        if (Sha1.FORM.matcher(field).matches()) {
            return new Sha1(field);
        }
        if (Refused.HASH.matcher(field).lookingAt()) {
            return new Refused("an unknown or damaged hash; make it again with htpasswd -B");
        }
        if (Refused.DES.matcher(field).matches()) {
            return new Refused("looks like traditional crypt; make it again with htpasswd -B");
        }
        if (field.isEmpty()) {
            return new Refused("an empty password");
        }
        if (!plainAllowed) {
            return new Refused("a password in plain text; make it again with htpasswd -B");
        }
        return new Plain(field);
    }

    /**
     * {@code $2y$}, {@code $2a$}, {@code $2b$}. The hash is of the first 72 bytes; a longer password is refused,
     * because any other that begins alike would do as well.
     */
    record Bcrypt(String hash) implements PasswordHash {
        static final int MAX_BYTES = 72;

        static final Pattern FORM =
                Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./0-9A-Za-z]{53}");

        @Override
        public boolean matches(byte[] password) {
            boolean beginsAlike =
                    BCrypt.verifyer(
                                    BCrypt.Version.VERSION_2Y,
                                    LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y))
                            .verify(password, hash.getBytes(StandardCharsets.US_ASCII))
                            .verified;
            return beginsAlike && password.length <= MAX_BYTES;
        }
    }

    /** {@code $apr1$}, {@code $1$}, {@code $5$} and {@code $6$}. */
    record UnixCrypt(String hash) implements PasswordHash {
        static final Pattern FORM =
                Pattern.compile(
                        "\\$(apr1|1)\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}"
                                + "|\\$5\\$(rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}"
                                + "|\\$6\\$(rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}");

        @Override
        public boolean matches(byte[] password) {
            // The library wipes what it is given.
            byte[] copy = password.clone();
            String computed =
                    hash.startsWith("$apr1$")
                            ? Md5Crypt.apr1Crypt(copy, hash)
                            : Crypt.crypt(copy, hash);
            return same(computed, hash);
        }
    }

    /** {@code {SHA}}: SHA-1 without salt, in Base64. */
    record Sha1(String hash) implements PasswordHash {
        static final Pattern FORM = Pattern.compile("\\{SHA}[+/0-9A-Za-z]{27}=");

        @Override
        public boolean matches(byte[] password) {
            return same(
                    "{SHA}" + Base64.getEncoder().encodeToString(DigestUtils.sha1(password)), hash);
        }
    }

    /** The password itself. */
    record Plain(String text) implements PasswordHash {
        @Override
        public boolean matches(byte[] password) {
            // Both are hashed first, so that the time does not tell the length.
            return MessageDigest.isEqual(DigestUtils.sha256(password), DigestUtils.sha256(text));
        }

        @Override
        public String stored() {
            return text;
        }

        @Override
        public String toString() {
            return "Plain[not shown]";
        }
    }

    /** Nothing matches it. */
    record Refused(String reason) implements PasswordHash {
        /** {@code $scheme$…}, {@code {SCHEME}…}. */
        static final Pattern HASH = Pattern.compile("\\$[0-9A-Za-z-]{1,16}\\$|\\{[0-9A-Za-z.-]+}");

        /** DES crypt has no prefix: 2 letters of salt, 11 of hash. */
        static final Pattern DES = Pattern.compile("[./0-9A-Za-z]{13}");

        @Override
        public boolean matches(byte[] password) {
            return false;
        }
    }

    private static boolean same(String computed, String expected) {
        return MessageDigest.isEqual(
                computed.getBytes(StandardCharsets.UTF_8),
                expected.getBytes(StandardCharsets.UTF_8));
    }
}
