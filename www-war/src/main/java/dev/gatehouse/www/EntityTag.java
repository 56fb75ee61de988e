package dev.gatehouse.www;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;

/** Strong entity tags: another text, another tag. Stateless. */
public final class EntityTag {
    private static final MessageDigest SHA_256 = first();

    private EntityTag() {}

    /** Of an answer, quoted as in the header. */
    public static String of(byte[] body) {
        byte[] digest = sha256().digest(body);
        String text =
                Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
        return '"' + text + '"';
    }

    /** A copy: to ask Java's providers for one takes longer than to sum up a short answer. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", e);
        }
    }

    private static MessageDigest first() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of something that says itself when it has changed. */
    public static String ofVersion(String version) {
        return of(version.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the client has it already. */
    public static boolean known(HttpServletRequest request, String tag) {
        return Collections.list(request.getHeaders("If-None-Match")).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .map(known -> known.startsWith("W/") ? known.substring(2) : known)
                .anyMatch(known -> known.equals(tag) || known.equals("*"));
    }
}
