package dev.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's OpenLDAP server with one user in it, on a free port. Used by one thread. */
final class Slapd implements AutoCloseable {
    static final String BASE = "dc=example,dc=org";
    static final String SEARCHER = "cn=searcher," + BASE;

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private static final Path SCHEMA = Path.of("/etc/ldap/schema");
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_MILLIS = 50;

    private static final String PEOPLE =
            """
            dn: dc=example,dc=org
            objectClass: domain
            dc: example

            dn: cn=searcher,dc=example,dc=org
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: searcher
            userPassword: look

            dn: uid=alice,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: alice
            cn: Alice Liddell
            sn: Liddell
            mail: alice@example.org
            userPassword: wonder

            dn: cn=staff,dc=example,dc=org
            objectClass: groupOfNames
            cn: staff
            member: uid=alice,dc=example,dc=org
            """;

    private final Child process;
    private final int port;

    private Slapd(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Null where it is not installed. */
    static @Nullable Slapd start(Path parent) throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            System.err.println("there is no " + PROGRAM + " (Debian's slapd): no LDAPAuth");
            return null;
        }
        Path folder = Files.createTempDirectory(parent, "slapd").toAbsolutePath();
        Path database = Files.createDirectory(folder.resolve("db"));
        Path conf = folder.resolve("slapd.conf");
        StringBuilder text = new StringBuilder();
        for (String schema : List.of("core", "cosine", "inetorgperson")) {
            text.append("include ").append(SCHEMA.resolve(schema + ".schema")).append('\n');
        }
        text.append("modulepath /usr/lib/ldap\nmoduleload back_mdb\ndatabase mdb\nsuffix \"")
                .append(BASE)
                .append("\"\ndirectory ")
                .append(database)
                .append("\nindex uid,member eq\n");
        Files.writeString(conf, text);
        Path people = Files.writeString(folder.resolve("people.ldif"), PEOPLE);
        Process add =
                new ProcessBuilder(
                                "/usr/sbin/slapadd", "-f", conf.toString(), "-l", people.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("slapadd.log").toFile())
                        .start();
        if (add.waitFor() != 0) {
            throw new IOException("slapadd: " + Files.readString(folder.resolve("slapadd.log")));
        }
        int port = freePort();
        Child process =
                Child.start(
                        folder.resolve("log"),
                        List.of(
                                PROGRAM.toString(),
                                "-f",
                                conf.toString(),
                                "-h",
                                "ldap://127.0.0.1:" + port,
                                "-d",
                                "0"));
        Slapd slapd = new Slapd(process, port);
        slapd.await();
        return slapd;
    }

    private void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_NANOS;
        while (System.nanoTime() < end && process.alive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(POLL_MILLIS);
            }
        }
        process.close();
        throw new IOException("slapd did not start");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String uri() {
        return "ldap://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
