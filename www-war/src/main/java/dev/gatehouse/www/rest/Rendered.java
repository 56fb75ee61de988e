package dev.gatehouse.www.rest;

import dev.gatehouse.www.EntityTag;

/** A whole answer and its entity tag. Immutable, as long as nobody writes to its bytes. */
final class Rendered {
    private final byte[] bytes;
    private final String tag;

    Rendered(byte[] bytes) {
        this.bytes = bytes;
        this.tag = EntityTag.of(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    String tag() {
        return tag;
    }
}
