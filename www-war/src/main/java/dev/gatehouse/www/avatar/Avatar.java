package dev.gatehouse.www.avatar;

/** A picture, or where it is. Immutable. */
public sealed interface Avatar {

    /** For the browser to fetch by itself. */
    record Elsewhere(String location) implements Avatar {}

    /** One that a method has read. */
    final class Picture implements Avatar {
        private final String mediaType;
        private final byte[] content;

        /**
         * @param mediaType what the content is, by its own first bytes
         */
        public Picture(String mediaType, byte[] content) {
            this.mediaType = mediaType;
            this.content = content.clone();
        }

        String mediaType() {
            return mediaType;
        }

        byte[] content() {
            return content.clone();
        }

        int length() {
            return content.length;
        }
    }
}
