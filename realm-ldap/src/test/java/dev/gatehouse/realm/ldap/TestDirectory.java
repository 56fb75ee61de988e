package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.apache.directory.api.ldap.model.ldif.LdifEntry;
import org.apache.directory.api.ldap.model.ldif.LdifReader;
import org.apache.directory.api.util.FileUtils;
import org.apache.directory.server.core.api.DirectoryService;
import org.apache.directory.server.core.api.partition.Partition;
import org.apache.directory.server.core.factory.AvlPartitionFactory;
import org.apache.directory.server.core.factory.DefaultDirectoryServiceFactory;
import org.apache.directory.server.core.factory.PartitionFactory;
import org.apache.directory.server.ldap.LdapServer;
import org.apache.directory.server.ldap.handlers.extended.StartTlsHandler;
import org.apache.directory.server.protocol.shared.transport.TcpTransport;

/**
 * A real directory server (ApacheDS) in this process, on free ports, with the people of {@code
 * people.ldif}. Takes seconds to start: one is shared by all tests.
 */
final class TestDirectory implements AutoCloseable {
    static final String STORE_PASSWORD = "changeit";

    private final Path folder;
    private final DirectoryService service;
    private final LdapServer encrypted = new LdapServer();
    private final LdapServer plainOnly = new LdapServer();
    private final TcpTransport ldap = new TcpTransport("127.0.0.1", 0, 2, 50);
    private final TcpTransport ldaps = new TcpTransport("127.0.0.1", 0, 2, 50);
    private final TcpTransport plain = new TcpTransport("127.0.0.1", 0, 2, 50);

    private TestDirectory(Path folder, DirectoryService service) {
        this.folder = folder;
        this.service = service;
    }

    static TestDirectory start() throws Exception {
        Path folder = Files.createTempDirectory("directory");
        DefaultDirectoryServiceFactory factory = new DefaultDirectoryServiceFactory();
        DirectoryService service = factory.getDirectoryService();
        service.getChangeLog().setEnabled(false);
        // Its own folder is named after it, and what stands there goes: another test run's, too.
        factory.init(folder.getFileName().toString());
        PartitionFactory partitions = new AvlPartitionFactory();
        Partition partition =
                partitions.createPartition(
                        service.getSchemaManager(),
                        service.getDnFactory(),
                        "example",
                        "dc=example,dc=org",
                        100,
                        folder.resolve("example").toFile());
        service.addPartition(partition);
        service.setAllowAnonymousAccess(true);
        TestDirectory directory = new TestDirectory(folder, service);
        directory.load();
        directory.listen();
        return directory;
    }

    int ldapPort() {
        return port(ldap);
    }

    int ldapsPort() {
        return port(ldaps);
    }

    /** A server that cannot do StartTLS. */
    int plainPort() {
        return port(plain);
    }

    /** The authorities of a client that trusts the server. */
    Path trustStore() {
        return folder.resolve("server.p12");
    }

    /** The authorities of a client that does not. */
    Path otherTrustStore() throws Exception {
        Path store = folder.resolve("other.p12");
        if (!Files.exists(store)) {
            keytool(store, "SAN=DNS:localhost,IP:127.0.0.1");
        }
        return store;
    }

    @Override
    public void close() throws Exception {
        plainOnly.stop();
        encrypted.stop();
        service.shutdown();
        FileUtils.deleteDirectory(service.getInstanceLayout().getInstanceDirectory());
        FileUtils.deleteDirectory(folder.toFile());
    }

    private void load() throws Exception {
        try (InputStream in = getClass().getResourceAsStream("people.ldif");
                LdifReader people = new LdifReader(in)) {
            for (LdifEntry person : people) {
                service.getAdminSession()
                        .add(new DefaultEntry(service.getSchemaManager(), person.getEntry()));
            }
        }
    }

    private void listen() throws Exception {
        // The host's name only: a client that connects by address must refuse it.
        keytool(trustStore(), "SAN=DNS:localhost");
        ldaps.setEnableSSL(true);
        encrypted.setDirectoryService(service);
        encrypted.setKeystoreFile(trustStore().toString());
        encrypted.setCertificatePassword(STORE_PASSWORD);
        encrypted.setTransports(ldap, ldaps);
        encrypted.addExtendedOperationHandler(new StartTlsHandler());
        encrypted.start();
        plainOnly.setDirectoryService(service);
        plainOnly.setTransports(plain);
        plainOnly.start();
    }

    private static int port(TcpTransport transport) {
        return transport.getAcceptor().getLocalAddress().getPort();
    }

    private static void keytool(Path store, String names) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        "directory",
                                        "-keyalg",
                                        "EC",
                                        "-dname",
                                        "CN=localhost",
                                        "-ext",
                                        names,
                                        "-ext",
                                        "BC=ca:true",
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        STORE_PASSWORD,
                                        "-keystore",
                                        store.toString()))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
    }
}
