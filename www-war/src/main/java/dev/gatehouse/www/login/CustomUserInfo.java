package dev.gatehouse.www.login;

import java.util.Map;

/**
 * A source of your own for what is known of a user who has shown who he is: the {@code userInfoProvider} of
 * any way in. Written, packed and named as a {@link CustomAuth}:
 *
 * <pre>
 * userInfoProvider:
 *   CustomUserInfo: {class: org.example.OurPeople}
 * </pre>
 *
 * <p>One object serves all logins: it is called by any thread, by many at once.
 */
@FunctionalInterface
public interface CustomUserInfo {
    /**
     * What is known: {@code email}, {@code full_name} (texts), {@code groups} (a list of texts), and whatever
     * else rules need. A null among them is left out; null for all of it: there is no such user, and the
     * login fails. Who the user is ({@code username}, {@code realm}) is not to be changed.
     *
     * @throws Exception when it cannot be told; then the login fails
     */
    Map<String, Object> userInfo(String username) throws Exception;
}
