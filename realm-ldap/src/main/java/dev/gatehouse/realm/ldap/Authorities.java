package dev.gatehouse.realm.ldap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts for a server's certificate: a file of certificates (PEM), a PKCS#12 or JKS store, or
 * what the JVM trusts. Stateless.
 */
final class Authorities {
    private Authorities() {}

    /** Trusts what they have signed for this host. */
    static TrustManager trust(@Nullable Path file, @Nullable String password, String host)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(file == null ? null : read(file, password));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager chain) {
                return new NamedServerTrust(chain, host);
            }
        }
        throw new GeneralSecurityException("this JVM has no trust manager for X.509 certificates");
    }

    static KeyStore read(Path file, @Nullable String password)
            throws GeneralSecurityException, IOException {
        byte[] content = Files.readAllBytes(file);
        KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS too
        if (!new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
            store.load(
                    new ByteArrayInputStream(content),
                    password == null ? null : password.toCharArray());
            return store;
        }
        store.load(null, null);
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(content))) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        return store;
    }
}
