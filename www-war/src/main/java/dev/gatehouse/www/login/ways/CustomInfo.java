package dev.gatehouse.www.login.ways;

import dev.gatehouse.www.login.CustomUserInfo;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a class of the user's own what is known of somebody. Any thread.
 *
 * @param jars what the class came from; closed with this
 */
public record CustomInfo(CustomUserInfo source, AutoCloseable jars)
        implements UserInfo, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CustomInfo.class);

    @Override
    public Map<String, Object> of(String username) throws UserInfoUnavailable {
        return find(username)
                .orElseThrow(
                        () ->
                                new UserInfoUnavailable(
                                        source.getClass().getName() + " knows no " + username));
    }

    @Override
    public Optional<Map<String, Object>> find(String username) throws UserInfoUnavailable {
        Map<String, Object> said;
        try {
            said = source.userInfo(username);
        } catch (Exception e) { // whatever a class of somebody else throws
            log.error("{} failed", source.getClass().getName(), e);
            throw new UserInfoUnavailable("the user's information cannot be had", e);
        }
        if (said == null) {
            return Optional.empty();
        }
        Map<String, Object> known = new LinkedHashMap<>();
        said.forEach(
                (key, value) -> {
                    if (key != null && value != null) {
                        known.put(key, value);
                    }
                });
        return Optional.of(known);
    }

    @Override
    public void close() throws Exception {
        jars.close();
    }
}
