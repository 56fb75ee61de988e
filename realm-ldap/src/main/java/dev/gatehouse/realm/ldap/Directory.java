package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.cursor.SearchCursor;
import org.apache.directory.api.ldap.model.entry.Entry;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.AliasDerefMode;
import org.apache.directory.api.ldap.model.message.LdapResult;
import org.apache.directory.api.ldap.model.message.Response;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.api.ldap.model.message.SearchRequest;
import org.apache.directory.api.ldap.model.message.SearchRequestImpl;
import org.apache.directory.api.ldap.model.message.SearchResultEntry;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.api.ldap.model.name.Dn;
import org.apache.directory.ldap.client.api.LdapConnection;
import org.apache.directory.ldap.client.api.LdapConnectionConfig;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.apache.directory.ldap.client.api.LookupLdapConnectionValidator;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the directory server: a few that search, kept, and one for each password that is
 * tried, closed after it. Encryption is in place before a connection is used. Any thread may call
 * it.
 */
final class Directory implements AutoCloseable {
    private final LdapSettings.Server server;
    private final GenericObjectPool<LdapConnection> searchers;

    Directory(LdapSettings.Server server) {
        this.server = server;
        GenericObjectPoolConfig<LdapConnection> limits = new GenericObjectPoolConfig<>();
        limits.setMaxTotal(server.connections());
        limits.setMaxIdle(server.connections());
        limits.setMaxWait(server.timeout());
        // A server may have closed a connection that was idle.
        limits.setTestOnBorrow(true);
        // The pool's name in a container would outlive an undeployed application.
        limits.setJmxEnabled(false);
        this.searchers = new GenericObjectPool<>(new Searchers(), limits);
    }

    /** Something to be done with a connection. */
    interface Work<T> {
        T with(LdapConnection connection) throws LdapException, CursorException, IOException;
    }

    /** Does the work as the user who searches. */
    <T> T asSearcher(Work<T> work) throws DirectoryUnavailable {
        LdapConnection connection;
        try {
            connection = searchers.borrowObject();
        } catch (Exception e) { // the pool declares no less
            throw new DirectoryUnavailable("no connection to " + server, e);
        }
        boolean sound = false;
        try {
            T result = work.with(connection);
            sound = true;
            return result;
        } catch (LdapException | CursorException | IOException e) {
            throw new DirectoryUnavailable("searching at " + server, e);
        } finally {
            giveBack(connection, sound);
        }
    }

    /** A connection of its own, encrypted as configured, not bound. */
    LdapConnection open() throws LdapException {
        LdapConnectionConfig config = new LdapConnectionConfig();
        config.setLdapHost(server.host());
        config.setLdapPort(server.port());
        config.setUseSsl(server.ldaps());
        config.setUseTls(server.startTls());
        config.setTrustManagers(trust());
        long millis = server.timeout().toMillis();
        config.setTimeout(millis);
        config.setConnectTimeout(millis);
        config.setReadOperationTimeout(millis);
        config.setWriteOperationTimeout(millis);
        config.setSendTimeout(millis);
        config.setCloseTimeout(millis);
        LdapNetworkConnection connection = new LdapNetworkConnection(config);
        try {
            if (!connection.connect()) {
                throw new LdapException("it does not answer");
            }
            if ((server.ldaps() || server.startTls()) && !connection.isSecured()) {
                throw new LdapException("the connection could not be encrypted");
            }
            return connection;
        } catch (LdapException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * The entries that a search finds, at most {@code limit}; referrals to other servers are passed
     * over.
     */
    List<Entry> search(
            LdapConnection connection,
            Dn base,
            SearchScope scope,
            String filter,
            int limit,
            List<String> attributes)
            throws LdapException, CursorException, IOException {
        SearchRequest request = new SearchRequestImpl();
        request.setBase(base);
        request.setScope(scope);
        request.setFilter(filter);
        request.setSizeLimit(limit);
        request.setTimeLimit((int) Math.max(1, server.timeout().toSeconds()));
        request.setDerefAliases(AliasDerefMode.DEREF_ALWAYS);
        request.addAttributes(attributes.toArray(String[]::new));
        List<Entry> entries = new ArrayList<>();
        try (SearchCursor cursor = connection.search(request)) {
            while (entries.size() < limit && cursor.next()) {
                Response response = cursor.get();
                if (response instanceof SearchResultEntry found) {
                    entries.add(found.getEntry());
                }
            }
            if (entries.size() < limit) {
                checkEnd(cursor.getSearchResultDone().getLdapResult());
            }
        }
        return entries;
    }

    /** A search that broke off ends like one that found nothing: only its last word tells. */
    private static void checkEnd(LdapResult end) throws LdapException {
        ResultCodeEnum code = end.getResultCode();
        if (code != ResultCodeEnum.SUCCESS && code != ResultCodeEnum.REFERRAL) {
            throw new LdapOperationException(code, code + ": " + end.getDiagnosticMessage());
        }
    }

    @Override
    public void close() {
        searchers.close();
    }

    private void giveBack(LdapConnection connection, boolean sound) throws DirectoryUnavailable {
        if (sound) {
            searchers.returnObject(connection);
            return;
        }
        try {
            searchers.invalidateObject(connection);
        } catch (Exception e) { // the pool declares no less
            throw new DirectoryUnavailable("closing a connection to " + server, e);
        }
    }

    private TrustManager trust() throws LdapException {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities());
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager chain) {
                    return new NamedServerTrust(chain, server.host());
                }
            }
            throw new LdapException("this JVM has no trust manager for X.509 certificates");
        } catch (GeneralSecurityException | IOException e) {
            throw new LdapException("trust store " + server.trustStore() + ": " + e, e);
        }
    }

    /** The configured authorities; none means the JVM's own. */
    private @Nullable KeyStore authorities() throws GeneralSecurityException, IOException {
        Path path = server.trustStore();
        if (path == null) {
            return null;
        }
        String password = server.trustStorePassword();
        KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS too
        try (InputStream in = Files.newInputStream(path)) {
            store.load(in, password == null ? null : password.toCharArray());
        }
        return store;
    }

    private final class Searchers extends BasePooledObjectFactory<LdapConnection> {
        private final LookupLdapConnectionValidator validator = new LookupLdapConnectionValidator();

        @Override
        public LdapConnection create() throws LdapException {
            LdapConnection connection = open();
            String user = server.bindUser();
            try {
                if (user == null) {
                    connection.anonymousBind();
                } else {
                    connection.bind(user, server.bindPw());
                }
                return connection;
            } catch (LdapException | RuntimeException e) {
                closeQuietly(connection);
                throw e;
            }
        }

        @Override
        public PooledObject<LdapConnection> wrap(LdapConnection connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public boolean validateObject(PooledObject<LdapConnection> pooled) {
            return validator.validate(pooled.getObject());
        }

        @Override
        public void destroyObject(PooledObject<LdapConnection> pooled) {
            closeQuietly(pooled.getObject());
        }
    }

    static void closeQuietly(LdapConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is given up either way; the server closes its end on its own.
        }
    }
}
