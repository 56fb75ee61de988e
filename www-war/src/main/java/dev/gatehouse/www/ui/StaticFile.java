package dev.gatehouse.www.ui;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the pages, as it is and compressed.
 *
 * @param tag changes with the content
 * @param packed the same by gzip; empty where that would save nothing
 */
record StaticFile(String mediaType, ByteBuffer plain, Optional<ByteBuffer> packed, String tag) {
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
        byte[] packed = gzip(content);
        return new StaticFile(
                MEDIA_TYPES.getOrDefault(extension, "application/octet-stream"),
                ByteBuffer.wrap(content).asReadOnlyBuffer(),
                packed.length < content.length * 9 / 10
                        ? Optional.of(ByteBuffer.wrap(packed).asReadOnlyBuffer())
                        : Optional.empty(),
                digest(content));
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
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
