package dev.gatehouse.www.avatar;

/**
 * Whose picture somebody asks for.
 *
 * @param email as given; empty when none was
 * @param username as given; empty when none was
 * @param size of an edge in pixels; 0 leaves it to the method
 */
public record Wanted(String email, String username, int size) {
    /** As an e-mail address may be long; nobody has a longer name. */
    static final int MAX_NAME = 320;

    static final int USUAL_SIZE = 32;

    static final int MAX_SIZE = 2048;

    boolean nobody() {
        return email.length() > MAX_NAME || username.length() > MAX_NAME;
    }
}
