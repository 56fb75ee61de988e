package dev.gatehouse.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom a {@code wss} connection believes: the certificates of one file. */
final class Trust {
    private Trust() {}

    /**
     * @param file certificates as PEM (or one as DER), or a PKCS #12 store of trusted certificates
     * @throws BadSettings when the file holds nothing of the kind
     */
    static SSLContext context(Path file, @Nullable String password) {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(file, password));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new BadSettings(
                    List.of(
                            "trustFile "
                                    + file
                                    + " must hold PEM certificates or be a PKCS #12 store"
                                    + " with the right password: "
                                    + e.getMessage()));
        }
    }

    private static KeyStore store(Path file, @Nullable String password)
            throws IOException, GeneralSecurityException {
        String name = String.valueOf(file.getFileName());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            if (password != null || name.endsWith(".p12") || name.endsWith(".pfx")) {
                store.load(in, password == null ? null : password.toCharArray());
            } else {
                store.load(null, null);
                Collection<? extends Certificate> certificates =
                        CertificateFactory.getInstance("X.509").generateCertificates(in);
                int number = 0;
                for (Certificate certificate : certificates) {
                    store.setCertificateEntry("trusted-" + number++, certificate);
                }
            }
        }
        if (store.size() == 0) {
            throw new IOException("no certificate in it");
        }
        return store;
    }
}
