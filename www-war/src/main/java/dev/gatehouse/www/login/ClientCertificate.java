package dev.gatehouse.www.login;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The certificate that a browser shows on the connection itself, where the container has asked for one and checked
 * it. Stateless.
 */
final class ClientCertificate {
    private static final String CHAIN = "jakarta.servlet.request.X509Certificate";
    private static final Map<String, String> E_MAIL = Map.of("1.2.840.113549.1.9.1", "EMAIL");

    /** The kind of alternative name that is an e-mail address (RFC 5280, GeneralName). */
    private static final Integer RFC822_NAME = 1;

    private ClientCertificate() {}

    /**
     * Whether there is one, of this very person: its common name or user id is his user name, or an e-mail address
     * in it is his. Somebody else's good certificate says nothing about him.
     */
    static boolean isOf(HttpServletRequest request, Identity identity) {
        if (!(request.getAttribute(CHAIN) instanceof X509Certificate[] chain)
                || chain.length == 0) {
            return false;
        }
        Set<String> emails = new HashSet<>();
        try {
            for (Rdn part : subject(chain[0])) {
                String value = String.valueOf(part.getValue());
                if (part.getType().equalsIgnoreCase("EMAIL")) {
                    emails.add(value);
                } else if (Set.of("CN", "UID").contains(part.getType())
                        && value.equals(identity.username())) {
                    return true;
                }
            }
            emails.addAll(alternatives(chain[0]));
        } catch (InvalidNameException | CertificateParsingException e) {
            return false;
        }
        Object own = identity.user().getOrDefault("email", identity.username());
        return emails.stream()
                .anyMatch(
                        email ->
                                email.equalsIgnoreCase(identity.username())
                                        || email.equalsIgnoreCase(String.valueOf(own)));
    }

    private static List<Rdn> subject(X509Certificate certificate) throws InvalidNameException {
        return new LdapName(
                        certificate
                                .getSubjectX500Principal()
                                .getName(X500Principal.RFC2253, E_MAIL))
                .getRdns();
    }

    private static Set<String> alternatives(X509Certificate certificate)
            throws CertificateParsingException {
        Set<String> emails = new HashSet<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            names.stream()
                    .filter(name -> RFC822_NAME.equals(name.get(0)))
                    .forEach(name -> emails.add(String.valueOf(name.get(1))));
        }
        return emails;
    }
}
