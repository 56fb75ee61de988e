package dev.gatehouse.www.oauth;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts small things so that every node with the sessions' secret can read them and nobody else: with
 * AES-256-GCM and a key of its own for each purpose, so that what was sealed for one is nothing for another.
 * Immutable; any thread.
 */
public final class Sealing {
    private static final JWEHeader HEADER =
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);

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
