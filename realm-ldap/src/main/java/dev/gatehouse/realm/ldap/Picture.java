package dev.gatehouse.realm.ldap;

import java.util.Optional;

/** A picture of a user. Immutable. */
public final class Picture {
    /** A larger one is none: directories have portraits, not posters. */
    static final int MAX_BYTES = 1 << 20;

    private final String mediaType;
    private final byte[] content;

    private Picture(String mediaType, byte[] content) {
        this.mediaType = mediaType;
        this.content = content;
    }

    /** What the first bytes say it is; empty for anything but a JPEG, a PNG or a GIF. */
    static Optional<Picture> of(byte[] content) {
        if (content.length > MAX_BYTES) {
            return Optional.empty();
        }
        if (startsWith(content, 0xff, 0xd8, 0xff)) {
            return Optional.of(new Picture("image/jpeg", content.clone()));
        }
        if (startsWith(content, 0x89, 'P', 'N', 'G')) {
            return Optional.of(new Picture("image/png", content.clone()));
        }
        if (startsWith(content, 'G', 'I', 'F', '8')) {
            return Optional.of(new Picture("image/gif", content.clone()));
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] content, int... start) {
        if (content.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((content[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** {@code image/jpeg}, {@code image/png} or {@code image/gif}. */
    public String mediaType() {
        return mediaType;
    }

    public byte[] content() {
        return content.clone();
    }
}
