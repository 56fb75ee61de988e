package dev.gatehouse.www.oauth;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts small things so that every node with the sessions' secret can read them and nobody else: with
 * AES-256-GCM and a key of its own for each purpose, so that what was sealed for one is nothing for another.
 * Immutable; any thread.
 */
public final class Sealing {
    private static final JWEHeader HEADER =
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String purpose;
    private final int longest;

    /**
     * @param purpose what the key is derived for
     * @param longest longer texts are none of ours
     */
    public Sealing(String purpose, int longest) {
        this.purpose = purpose;
        this.longest = longest;
    }

    /** The fields as a text of letters, digits, {@code -_} and dots. */
    public String seal(Map<String, Object> fields, String secret) {
        JWEObject sealed = new JWEObject(HEADER, new Payload(fields));
        try {
            sealed.encrypt(new DirectEncrypter(key(secret)));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot seal " + purpose, e);
        }
        return sealed.serialize();
    }

    /** The fields of what was sealed with this secret for this purpose. */
    public Optional<Map<String, Object>> open(String sealed, String secret) {
        if (sealed.length() > longest) {
            return Optional.empty();
        }
        try {
            JWEObject object = JWEObject.parse(sealed);
            if (!object.getHeader().getAlgorithm().equals(JWEAlgorithm.DIR)
                    || object.getHeader().getCompressionAlgorithm() != null) {
                return Optional.empty();
            }
            object.decrypt(new DirectDecrypter(key(secret)));
            return Optional.ofNullable(object.getPayload().toJSONObject());
        } catch (ParseException | JOSEException | RuntimeException e) {
            // whatever is wrong with it, we have not sealed it
            return Optional.empty();
        }
    }

    /**
     * A few bytes for a narrow column: four letters, digits, {@code -} and {@code _} for every three bytes and
     * for 28 more.
     *
     * @param of whose they are; sealed for somebody else they are nothing
     */
    public String sealBytes(byte[] bytes, String of, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, of, secret).doFinal(bytes);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            ByteBuffer.allocate(nonce.length + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal " + purpose, e);
        }
    }

    /** What was sealed so, with this secret, for this purpose and for this very one. */
    public Optional<byte[]> openBytes(String sealed, String of, String secret) {
        if (sealed.length() > longest) {
            return Optional.empty();
        }
        try {
            ByteBuffer both = ByteBuffer.wrap(Base64.getUrlDecoder().decode(sealed));
            byte[] nonce = new byte[NONCE_BYTES];
            both.get(nonce);
            byte[] rest = new byte[both.remaining()];
            both.get(rest);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, of, secret).doFinal(rest));
        } catch (GeneralSecurityException | RuntimeException e) {
            // whatever is wrong with it, we have not sealed it
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String of, String secret)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(secret), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(of.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private SecretKey key(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
