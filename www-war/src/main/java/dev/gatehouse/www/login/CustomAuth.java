package dev.gatehouse.www.login;

/**
 * A check of names and passwords of your own, against a database or a file that Gatehouse does not know:
 * Buildbot's {@code CustomAuth}.
 *
 * <p>Write a class that implements this, with a public constructor without parameters or with one
 * {@code Map<String, Object>}, which gets the setting {@code parameters}. Put its jar into the folder
 * {@code lib} of the base directory, and name it:
 *
 * <pre>
 * www:
 *   auth:
 *     CustomAuth: {class: org.example.MyAuth}
 * </pre>
 *
 * <p>One object serves all logins: it is called by any thread, by many at once.
 */
@FunctionalInterface
public interface CustomAuth {
    /**
     * Whether this is the user's password. Neither is empty; the password is exactly what was typed. Compare
     * secrets in constant time, and take as long for a user that does not exist.
     *
     * @throws Exception when it cannot be told; then the login fails without being counted as a wrong
     *     password, and the log has the exception
     */
    boolean checkCredentials(String user, String password) throws Exception;
}
