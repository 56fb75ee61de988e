package dev.gatehouse.data.database;

import org.sqlite.util.OSInfo;

/**
 * Keeps SQLite's driver from starting a program. Before it loads its library it runs {@code uname -o} several
 * times, to learn whether this is Android's Termux; nothing is to be spawned in a container, and the JVM's
 * thread that waits for ended programs would hold an undeployed application in memory for a minute more.
 */
final class SqlitePlatform extends OSInfo {
    private SqlitePlatform() {}

    /** To be called before the driver's first connection; later it means nothing. */
    static void askNoProgram() {
        // On 32-bit ARM the driver asks uname which processor this is, and needs the answer.
        if (!System.getProperty("os.arch", "").startsWith("arm")) {
            // It takes every failure to ask, so this one too, for "no".
            processRunner = null;
        }
    }
}
