package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.Unavailable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Makes and checks hashes of passwords: Argon2id, in the text form that its own tools use. Each costs 19 MiB
 * and tens of milliseconds, so only as many run at once as there are processors; who waits longer than ten
 * seconds is told to come back. Any thread.
 */
final class PasswordHash {
    /** OWASP's least: 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19_456;

    private static final int PASSES = 2;
    private static final int SALT = 16;
    private static final int LENGTH = 32;
    private static final long WAIT_SECONDS = 10;

    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final Semaphore places =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final SecureRandom random = new SecureRandom();

    /** What nobody's password is checked against, for the same work. */
    private final String nobodys = text(MEMORY_KIB, PASSES, 1, bytes(SALT), bytes(LENGTH));

    /** At most 100 characters. */
    String of(String password) {
        byte[] salt = bytes(SALT);
        return text(
                MEMORY_KIB, PASSES, 1, salt, hash(password, MEMORY_KIB, PASSES, 1, salt, LENGTH));
    }

    /**
     * Whether it is the password; the same work whatever the answer.
     *
     * @param stored what {@link #of} gave; empty: nobody's
     */
    boolean matches(String password, String stored) {
        boolean somebodys = FORM.matcher(stored).matches();
        Matcher form = FORM.matcher(somebodys ? stored : nobodys);
        if (!form.matches()) {
            throw new IllegalStateException("our own hash has another form");
        }
        byte[] expected = Base64.getDecoder().decode(form.group(5));
        byte[] found =
                hash(
                        password,
                        Integer.parseInt(form.group(1)),
                        Integer.parseInt(form.group(2)),
                        Integer.parseInt(form.group(3)),
                        Base64.getDecoder().decode(form.group(4)),
                        expected.length);
        return MessageDigest.isEqual(expected, found) && somebodys;
    }

    private byte[] hash(
            String password, int memory, int passes, int lanes, byte[] salt, int length) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build();
        byte[] hash = new byte[length];
        takePlace();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        } finally {
            places.release();
        }
        return hash;
    }

    private void takePlace() {
        try {
            if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new Unavailable("too many passwords are being checked; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting to check a password");
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(int memory, int passes, int lanes, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m="
                + memory
                + ",t="
                + passes
                + ",p="
                + lanes
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash);
    }
}
