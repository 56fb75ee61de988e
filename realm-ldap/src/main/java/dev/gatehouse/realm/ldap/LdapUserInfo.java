package dev.gatehouse.realm.ldap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.entry.Value;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a directory knows of a user who has shown elsewhere who he is, and has pictures of people:
 * Buildbot's {@code LdapUserInfo}. Whatever is searched for is escaped, so that it can never be more than a
 * value.
 *
 * <p>Any thread may call it; each call waits for the directory, at most some time-outs long.
 */
public final class LdapUserInfo implements AutoCloseable {
    /** RFC 5321's longest path. */
    private static final int MAX_EMAIL = 320;

    private final LdapSettings settings;
    private final @Nullable Avatar avatar;
    private final Accounts accounts;
    private final Directory directory;

    /**
     * Where pictures are.
     *
     * @param avatarPattern the filter that finds a user by an e-mail address, with {@code %(email)s};
     *     absent: pictures are found by user name alone
     * @param avatarData the attribute with the picture
     */
    public record Avatar(@Nullable String avatarPattern, String avatarData) {
        public Avatar {
            if (avatarPattern != null) {
                Template.checkFilter("avatarPattern", avatarPattern, "email");
            }
        }
    }

    /**
     * @param avatar absent: there are no pictures
     */
    public LdapUserInfo(LdapSettings settings, @Nullable Avatar avatar) {
        this.settings = settings;
        this.avatar = avatar;
        this.accounts = new Accounts(settings);
        this.directory =
                new Directory(
                        settings.server(),
                        avatar == null ? List.of() : List.of(avatar.avatarData()));
    }

    /**
     * {@code full_name}, {@code email} and the extra fields, where the directory has them, and
     * {@code groups}, a list of texts; empty unless exactly one user has this name.
     */
    public Optional<Map<String, Object>> find(String username) throws DirectoryUnavailable {
        if (!Accounts.isName(username)) {
            return Optional.empty();
        }
        return directory.asSearcher(
                connection -> {
                    Optional<Entry> entry = accounts.find(connection, username);
                    return entry.isEmpty()
                            ? Optional.empty()
                            : Optional.of(accounts.describe(connection, entry.get()));
                });
    }

    /**
     * A picture by user name, or where that is empty by e-mail address. What is neither a JPEG nor a PNG
     * nor a GIF by its first bytes is no picture.
     */
    public Optional<Picture> picture(String username, String email) throws DirectoryUnavailable {
        Avatar wanted = avatar;
        if (wanted == null) {
            return Optional.empty();
        }
        String filter = filter(wanted, username, email);
        if (filter.isEmpty()) {
            return Optional.empty();
        }
        Optional<Value> found =
                directory.asSearcher(
                        connection -> accounts.value(connection, filter, wanted.avatarData()));
        return found.map(Value::getBytes).flatMap(Picture::of);
    }

    private String filter(Avatar wanted, String username, String email) {
        if (!username.isEmpty()) {
            return Accounts.isName(username)
                    ? Template.filter(settings.account().accountPattern(), "username", username)
                    : "";
        }
        String pattern = wanted.avatarPattern();
        if (pattern == null
                || email.isEmpty()
                || email.length() > MAX_EMAIL
                || email.indexOf(0) >= 0) {
            return "";
        }
        return Template.filter(pattern, "email", email);
    }

    /** Closes the connections that are kept. */
    @Override
    public void close() {
        directory.close();
    }
}
