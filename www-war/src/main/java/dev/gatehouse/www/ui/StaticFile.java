package dev.gatehouse.www.ui;

import dev.gatehouse.www.ContentCoding;
import dev.gatehouse.www.EntityTag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * A file of the pages, as it is and compressed.
 *
 * @param tag its entity tag
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
        for (ContentCoding coding : ContentCoding.all()) {
            byte[] smaller = packed(coding, content);
            if (smaller.length < content.length * 9 / 10) {
                packed.put(coding, ByteBuffer.wrap(smaller).asReadOnlyBuffer());
            }
        }
        return new StaticFile(
                MEDIA_TYPES.getOrDefault(extension, "application/octet-stream"),
                ByteBuffer.wrap(content).asReadOnlyBuffer(),
                packed,
                EntityTag.of(content));
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
}
