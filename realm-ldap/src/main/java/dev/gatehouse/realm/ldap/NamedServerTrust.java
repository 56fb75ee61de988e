package dev.gatehouse.realm.ldap;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a certificate that a known authority has signed <em>for this host</em>. The directory
 * library checks the chain only: without this, any holder of any valid certificate could stand
 * between us and the directory. Immutable.
 */
final class NamedServerTrust extends X509ExtendedTrustManager {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final X509ExtendedTrustManager chain;
    private final String host;

    NamedServerTrust(X509ExtendedTrustManager chain, String host) {
        this.chain = chain;
        this.host = host;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type, engine);
        checkName(certificates[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type, socket);
        checkName(certificates[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type);
        checkName(certificates[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }

    private void checkName(X509Certificate certificate) throws CertificateException {
        if (names(certificate).stream().noneMatch(this::isFor)) {
            throw new CertificateException("the certificate is not for " + host);
        }
    }

    private static Collection<List<?>> names(X509Certificate certificate)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : names;
    }

    /** Whether one subject alternative name (its kind and value) is our host. */
    private boolean isFor(List<?> name) {
        if (!(name.get(0) instanceof Integer kind) || !(name.get(1) instanceof String value)) {
            return false;
        }
        if (kind == ADDRESS) {
            return isLiteralAddress(host) && sameAddress(value, host);
        }
        return kind == DNS
                && !isLiteralAddress(host)
                && matches(value.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
    }

    /** RFC 6125: a star stands for one whole label, the leftmost, below at least two others. */
    static boolean matches(String pattern, String host) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(host);
        }
        String rest = pattern.substring(1);
        int dot = host.indexOf('.');
        return rest.indexOf('.', 1) > 0 && dot > 0 && host.substring(dot).equals(rest);
    }

    private static boolean isLiteralAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private static boolean sameAddress(String one, String other) {
        try {
            // Neither is a name, so nothing is looked up.
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
