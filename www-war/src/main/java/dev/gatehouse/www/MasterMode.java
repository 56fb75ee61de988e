package dev.gatehouse.www;

/** Who owns the builds. */
public enum MasterMode {
    /** Our own build master, in this process. */
    EMBEDDED,
    /** Nobody here: the database is shown, and control is refused with a reason. */
    NONE
}
