package dev.gatehouse.www.ui;

import dev.gatehouse.www.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file of the pages, as it is and compressed.
 *
 * @param tag changes with the content
 * @param packed the same in each coding that saves something
 */
record StaticFile(
        String mediaType, ByteBuffer plain, Map<ContentCoding, ByteBuffer> packed, String tag) {
    private static final Map<String, String> MEDIA_TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "map", "application/json",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "woff2", "font/woff2",
                    "txt", "text/plain; charset=utf-8");

    static StaticFile of(String name, byte[] content) {
        String extension = name.substring(name.lastIndexOf('.') + 1);
        Map<ContentCoding, ByteBuffer> packed = new EnumMap<>(ContentCoding.class);
        for (ContentCoding coding : ContentCoding.values()) {
            byte[] smaller = packed(coding, content);
            if (smaller.length < content.length * 9 / 10) {
                packed.put(coding, ByteBuffer.wrap(smaller).asReadOnlyBuffer());
            }
        }
        return new StaticFile(
                MEDIA_TYPES.getOrDefault(extension, "application/octet-stream"),
                ByteBuffer.wrap(content).asReadOnlyBuffer(),
                packed,
                digest(content));
    }

    private static byte[] packed(ContentCoding coding, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coding.encode(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
