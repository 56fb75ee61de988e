package dev.gatehouse.realm.htpasswd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of one htpasswd file, read again whenever the file has changed.
 *
 * <p>Any thread may call it; looking at the file is done by one thread at a time, the expensive
 * comparison outside of that.
 */
final class PasswordFile {
    /** A larger file is not read at all (then nobody can log in): some 100,000 users fit in it. */
    static final long MAX_BYTES = 8L << 20;

    /**
     * A file that was written this shortly before it was read may be written again within the same
     * tick of its time stamp, so it is read again until it has been still for so long.
     */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(PasswordFile.class);

    private final Path path;
    private final boolean plainAllowed;
    private final byte[] secret = new byte[16];
    private Loaded loaded = new Loaded(null, Map.of(), List.of(), "");

    PasswordFile(Path path, boolean plainAllowed) {
        this.path = path;
        this.plainAllowed = plainAllowed;
        new SecureRandom().nextBytes(secret);
    }

    /** Whether the file has this user with this password (UTF-8). */
    boolean matches(String user, byte[] password) {
        Loaded users = current();
        if (users.list().isEmpty()) {
            return false;
        }
        PasswordHash known = users.byName().get(user);
        PasswordHash compared = known == null ? stranger(users.list(), user) : known;
        return compared.matches(password) && known != null;
    }

    Optional<String> stored(String user) {
        Loaded users = current();
        if (!users.problem().isEmpty()) {
            throw new IllegalStateException(path + " is of no use: " + users.problem());
        }
        return Optional.ofNullable(users.byName().get(user)).map(PasswordHash::stored);
    }

    /**
     * Whose hash an unknown name is compared with, so that the refusal takes as long as one of a
     * known name. The same name always gets the same one, and over all names they come as often as
     * in the file: in a file of several kinds of hashes the time says nothing either.
     */
    PasswordHash stranger(List<PasswordHash> hashes, String user) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            byte[] drawn = digest.digest(user.getBytes(StandardCharsets.UTF_8));
            return hashes.get(Math.floorMod(ByteBuffer.wrap(drawn).getInt(), hashes.size()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private synchronized Loaded current() {
        Loaded before = loaded;
        Loaded now = look(before);
        if (!now.problem().isEmpty() && !now.problem().equals(before.problem())) {
            log.warn("nobody can log in with {}: {}", path, now.problem());
        }
        loaded = now;
        return now;
    }

    private Loaded look(Loaded before) {
        try {
            Stamp stamp = Stamp.of(path);
            if (stamp.equals(before.stamp())) {
                return before;
            }
            if (!Files.isRegularFile(path)) {
                return nobody("it is not a regular file");
            }
            if (stamp.size() > MAX_BYTES) {
                return nobody(
                        "it has " + stamp.size() + " bytes, at most " + MAX_BYTES + " are read");
            }
            boolean settled = stamp.modified().toInstant().isBefore(Instant.now().minus(SETTLED));
            return read(settled ? stamp : null, before);
        } catch (IOException e) {
            return nobody("it cannot be read (" + e + ")");
        }
    }

    private Loaded read(@Nullable Stamp stamp, Loaded before) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            // It may have grown since its size was asked.
            bytes = in.readNBytes((int) MAX_BYTES);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        Map<String, PasswordHash> users = new LinkedHashMap<>();
        List<String> remarks = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split(":", -1);
            if (fields.length < 2 || fields[0].isEmpty()) {
                remarks.add("line " + number + " is not user:password");
                continue;
            }
            PasswordHash hash = PasswordHash.read(fields[1], plainAllowed);
            if (hash instanceof PasswordHash.Refused refused) {
                remarks.add("line " + number + ": " + refused.reason());
            }
            users.putIfAbsent(fields[0], hash);
        }
        Loaded read = new Loaded(stamp, users, remarks, "");
        if (!remarks.equals(before.remarks())) {
            remarks.forEach(remark -> log.warn("{}: {}", path, remark));
        }
        return read;
    }

    private static Loaded nobody(String problem) {
        return new Loaded(null, Map.of(), List.of(), problem);
    }

    /** What tells that a file has changed: its time, its size, and which file it is. */
    private record Stamp(FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * What was found; {@code problem} is empty unless the whole file was unusable, {@code stamp} is
     * absent where it must be read again.
     */
    private record Loaded(
            @Nullable Stamp stamp,
            Map<String, PasswordHash> byName,
            List<PasswordHash> list,
            List<String> remarks,
            String problem) {
        Loaded {
            byName = Map.copyOf(byName);
            remarks = List.copyOf(remarks);
        }

        Loaded(
                @Nullable Stamp stamp,
                Map<String, PasswordHash> byName,
                List<String> remarks,
                String problem) {
            this(stamp, byName, List.copyOf(byName.values()), remarks, problem);
        }
    }
}
