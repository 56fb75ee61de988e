package dev.gatehouse.realm.ldap;

/** The directory could not be asked; says nothing about the user or the password. */
public final class DirectoryUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    DirectoryUnavailable(String what, Throwable cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
