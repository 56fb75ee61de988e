package dev.gatehouse.data.account;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's account as the database has it.
 *
 * @param subject random, 32 characters; never given to a second account
 * @param name what is typed at the login; compared exactly
 * @param folded what no two names may have in common
 */
public record Account(
        String subject,
        String name,
        String folded,
        Person person,
        Rights rights,
        Secrets secrets,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {

    /**
     * Whose it is.
     *
     * @param email empty where there is none
     * @param emailVerified whether a code that was mailed there came back, or an administrator vouches for it
     * @param fullName empty where there is none
     */
    public record Person(String email, boolean emailVerified, String fullName) {
        public static final Person UNKNOWN = new Person("", false, "");
    }

    /**
     * What its owner may do.
     *
     * @param groups names without line breaks
     * @param locked nobody can log in, and nobody is logged in
     * @param mustChange nothing is allowed before a new password is chosen
     */
    public record Rights(
            List<String> groups, boolean administrator, boolean locked, boolean mustChange) {
        public static final Rights NONE = new Rights(List.of(), false, false, false);

        public Rights {
            groups = List.copyOf(groups);
        }
    }

    /**
     * What its owner shows who he is with.
     *
     * @param password its hash, with everything that is needed to check one; empty where none was ever set
     * @param totp of the second factor, sealed, or in base 32 as earlier versions have it; empty where there is
     *     none
     * @param totpPending such a secret that was shown and not yet confirmed with a code
     */
    public record Secrets(String password, String totp, String totpPending) {
        public static final Secrets NONE = new Secrets("", "", "");

        /** This gets into logs. */
        @Override
        public String toString() {
            return "secrets";
        }
    }

    /** One that nobody can log in to yet. */
    public static Account named(
            String subject, String name, String folded, Person person, Rights rights, Instant at) {
        return new Account(subject, name, folded, person, rights, Secrets.NONE, at, null);
    }

    public boolean hasSecondFactor() {
        return !secrets.totp().isEmpty();
    }

    /** Whether somebody has registered it, and not yet shown that he reads the mail of its address. */
    public boolean isUnconfirmed() {
        return secrets.password().isEmpty() && !person.email().isEmpty() && !person.emailVerified();
    }

    /** Whether somebody could administer with it now. */
    boolean administers() {
        return rights.administrator() && !rights.locked() && !secrets.password().isEmpty();
    }

    public Account with(Person other) {
        return new Account(subject, name, folded, other, rights, secrets, createdAt, lastLoginAt);
    }

    public Account with(Rights other) {
        return new Account(subject, name, folded, person, other, secrets, createdAt, lastLoginAt);
    }

    public Account with(Secrets other) {
        return new Account(subject, name, folded, person, rights, other, createdAt, lastLoginAt);
    }

    /** The owner's own choice: nobody asks him for another. */
    public Account withPassword(String hash) {
        return with(new Secrets(hash, secrets.totp(), secrets.totpPending()))
                .with(new Rights(rights.groups(), rights.administrator(), rights.locked(), false));
    }
}
