package dev.gatehouse.www.avatar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code AvatarGravatar}: sends browsers to gravatar.com, which has a picture for everybody. */
public final class Gravatar implements AvatarMethod {
    private static final String HOST = "www.gravatar.com";

    @Override
    public String name() {
        return "gravatar";
    }

    /** The site finds people by the MD5 of their address; that is its protocol, and hides nothing. */
    @Override
    public Optional<Avatar> find(Wanted wanted) {
        String address = wanted.email().toLowerCase(Locale.ROOT);
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5")
                            .digest(address.getBytes(StandardCharsets.UTF_8));
            return Optional.of(
                    new Avatar.Elsewhere(
                            "//"
                                    + HOST
                                    + "/avatar/"
                                    + HexFormat.of().formatHex(digest)
                                    + "?d=retro&s="
                                    + wanted.size()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public boolean asksOthers() {
        return false;
    }

    @Override
    public List<String> pictureHosts() {
        return List.of(HOST);
    }
}
