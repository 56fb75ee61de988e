package dev.gatehouse.realm.ldap;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.ldap.client.api.LdapConnection;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * OpenLDAP's own server on free ports of this machine, with people of your own. Where it is not installed
 * the test is left out by name; with {@code -Dgatehouse.require=all} it fails.
 */
public final class Slapd implements AutoCloseable {
    private static final Path SCHEMA = Path.of("/etc/ldap/schema");
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String suffix;
    private final int ldap = freePort();
    private final int ldaps = freePort();
    private Process process;

    private Slapd(Path folder, String suffix) {
        this.folder = folder;
        this.suffix = suffix;
    }

    /**
     * Starts one.
     *
     * @param suffix the entry above all others
     * @param ldif what is in it; its schema is not checked, so that it may look like another product's
     */
    public static Slapd start(String suffix, String ldif) throws Exception {
        Path program = needed("slapd");
        Slapd slapd = new Slapd(Files.createTempDirectory("slapd"), suffix);
        slapd.certificate();
        slapd.configure();
        Path people = Files.writeString(slapd.folder.resolve("people.ldif"), ldif);
        run(needed("slapadd").toString(), "-s", "-f", slapd.conf(), "-l", people.toString());
        slapd.process = slapd.listen(program);
        return slapd;
    }

    public String ldap() {
        return "ldap://localhost:" + ldap;
    }

    public String ldaps() {
        return "ldaps://localhost:" + ldaps;
    }

    /** Its certificate, which is for the name localhost alone, as PEM. */
    public Path authorities() {
        return folder.resolve("cert.pem");
    }

    /** Something to be done to what is in it. */
    @FunctionalInterface
    public interface Change {
        void with(LdapConnection connection) throws LdapException;
    }

    /** Changes what is in it, as its administrator. */
    public void change(Change change) throws Exception {
        try (LdapNetworkConnection connection = new LdapNetworkConnection("127.0.0.1", ldap)) {
            connection.bind("cn=root," + suffix, "root");
            change.with(connection);
        }
    }

    /** As if its machine had gone: connections are refused from now on. */
    public void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(1, TimeUnit.MINUTES);
    }

    /** It comes back where it was. */
    public void startAgain() throws Exception {
        process = listen(needed("slapd"));
    }

    @Override
    public void close() throws Exception {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private void configure() throws IOException {
        Path database = Files.createDirectories(folder.resolve("db"));
        StringBuilder conf = new StringBuilder();
        for (String schema : List.of("core", "cosine", "inetorgperson")) {
            conf.append("include ").append(SCHEMA.resolve(schema + ".schema")).append('\n');
        }
        conf.append(
                """
                attributetype ( 1.2.840.113556.1.4.2035 NAME 'thumbnailPhoto'
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
                attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName'
                  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
                objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL
                  MAY ( cn $ sAMAccountName $ displayName $ mail $ thumbnailPhoto ) )
                objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL
                  MAY ( cn $ member ) )
                modulepath /usr/lib/ldap
                moduleload back_mdb
                pidfile %1$s/pid
                argsfile %1$s/args
                TLSCACertificateFile %1$s/cert.pem
                TLSCertificateFile %1$s/cert.pem
                TLSCertificateKeyFile %1$s/key.pem
                database mdb
                suffix "%2$s"
                rootdn "cn=root,%2$s"
                rootpw root
                directory %3$s
                """
                        .formatted(folder, suffix, database));
        Files.writeString(folder.resolve("slapd.conf"), conf);
    }

    private String conf() {
        return folder.resolve("slapd.conf").toString();
    }

    private Process listen(Path program) throws Exception {
        Process started =
                new ProcessBuilder(
                                program.toString(),
                                "-f",
                                conf(),
                                "-h",
                                "ldap://127.0.0.1:" + ldap + " ldaps://127.0.0.1:" + ldaps,
                                "-d",
                                "0")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(2))
                .until(() -> !started.isAlive() || answers(ldap) && answers(ldaps));
        if (!started.isAlive()) {
            throw new IllegalStateException(
                    "slapd: " + Files.readString(folder.resolve("log")) + conf());
        }
        return started;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void certificate() throws Exception {
        Path store = folder.resolve("server.p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost",
                "-ext",
                "BC=ca:true",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        pem("cert.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        pem("key.pem", "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    private void pem(String file, String what, byte[] content) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN "
                        + what
                        + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                        + "\n-----END "
                        + what
                        + "-----\n");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(command[0] + ": " + said);
        }
    }

    private static Path needed(String program) {
        Optional<Path> found =
                Stream.concat(
                                Stream.of(
                                        System.getenv()
                                                .getOrDefault("PATH", "")
                                                .split(File.pathSeparator)),
                                Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isEmpty()) {
            String reason = "there is no '" + program + "' (Debian's package slapd)";
            if ("all".equals(System.getProperty("gatehouse.require"))) {
                Assertions.fail(reason);
            }
            Assumptions.abort(reason);
        }
        return found.orElseThrow();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
