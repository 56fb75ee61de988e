package dev.gatehouse.www.login;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells more about somebody whose user name is known: the {@code userInfoProvider} of a way in. Any thread;
 * it may wait for a directory.
 */
@FunctionalInterface
public interface UserInfo {
    /** What the login alone says. */
    Set<String> WHO = Set.of("username", "realm", "anonymous");

    /**
     * What is known of this user: {@code email}, {@code full_name}, {@code groups} (a list of texts) and
     * whatever else was configured. An empty text: it is known that there is none.
     *
     * @throws UserInfoUnavailable when nobody could be asked, or there is no such user
     */
    Map<String, Object> of(String username) throws UserInfoUnavailable;

    /**
     * As {@link #of}, for somebody who has logged in before; empty: there is no such user any longer.
     *
     * @throws UserInfoUnavailable when nobody could be asked
     */
    default Optional<Map<String, Object>> find(String username) throws UserInfoUnavailable {
        return Optional.of(of(username));
    }

    /** What a login found, with all this says of the user put over it; who the user is stays as it was. */
    default Map<String, Object> over(Map<String, Object> found) throws UserInfoUnavailable {
        String username = String.valueOf(found.get("username"));
        Map<String, Object> user = new LinkedHashMap<>(found);
        of(username)
                .forEach(
                        (key, value) -> {
                            if (WHO.contains(key)) {
                                return;
                            }
                            if (value.equals("")) {
                                user.remove(key);
                            } else {
                                user.put(key, value);
                            }
                        });
        return user;
    }
}
