package dev.gatehouse.www.login;

/** What somebody uses to show who he is, while he does. */
interface Live {
    /** The SHA-256 of its text, which is all that anybody but its owner ever keeps. */
    String hash();

    /** How long the database has not known of its use, in seconds. */
    long unnoted();
}
