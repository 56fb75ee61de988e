package dev.gatehouse.www;

/** What this build is called, and which Buildbot it speaks like. */
public final class Version {
    /** From the manifest; {@code development} when started from class files. */
    public static final String NUMBER = number();

    /** The Buildbot release whose API this server speaks; clients ask for it by that name. */
    public static final String BUILDBOT = "4.3.0";

    private Version() {}

    private static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
