package dev.gatehouse.realm.ldap;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.apache.directory.api.ldap.codec.api.DefaultConfigurableBinaryAttributeDetector;
import org.apache.directory.api.ldap.model.cursor.CursorException;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.BindRequestImpl;
import org.apache.directory.api.ldap.model.message.LdapResult;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.ldap.client.api.LdapConnection;
import org.apache.directory.ldap.client.api.LdapConnectionConfig;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.apache.directory.ldap.client.api.LookupLdapConnectionValidator;

/**
 * Connections to the directory: a few that search, kept, and one for each password that is tried,
 * closed after it. Each goes to the first of its servers that answers. Encryption is in place before
 * a connection is used. Any thread may call it.
 */
final class Directory implements AutoCloseable {
    /** What a server answers when it does not want this name with this password; the rest is its state. */
    private static final Set<ResultCodeEnum> REFUSALS =
            Set.of(
                    ResultCodeEnum.INVALID_CREDENTIALS,
                    ResultCodeEnum.INAPPROPRIATE_AUTHENTICATION,
                    ResultCodeEnum.INSUFFICIENT_ACCESS_RIGHTS,
                    ResultCodeEnum.NO_SUCH_OBJECT,
                    ResultCodeEnum.INVALID_DN_SYNTAX,
                    ResultCodeEnum.NAMING_VIOLATION,
                    // Locked and switched-off accounts, at some servers.
                    ResultCodeEnum.CONSTRAINT_VIOLATION,
                    ResultCodeEnum.UNWILLING_TO_PERFORM);

    private final LdapSettings.Server server;
    private final List<String> binary;
    private final Endpoints endpoints;
    private final GenericObjectPool<LdapConnection> searchers;

    /**
     * @param binary attributes whose values are bytes, not texts
     */
    Directory(LdapSettings.Server server, List<String> binary) {
        this.server = server;
        this.binary = List.copyOf(binary);
        this.endpoints = new Endpoints(server.endpoints(), InstantSource.system());
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

    /**
     * A connection of its own on which this user is bound; the caller closes it.
     *
     * @throws LdapException for which {@link #isTrouble} is false where the server refuses the password
     */
    LdapConnection openAs(String name, String password) throws LdapException {
        return onTheFirstThatAnswers(connection -> bind(connection, name, password));
    }

    /** Whether this tells of the server's state; else it is an answer, such as a refused password. */
    static boolean isTrouble(LdapException e) {
        return !(e instanceof LdapOperationException answer)
                || !REFUSALS.contains(answer.getResultCode());
    }

    @Override
    public void close() {
        searchers.close();
    }

    private interface Binding {
        void of(LdapConnection connection) throws LdapException;
    }

    private LdapConnection onTheFirstThatAnswers(Binding binding) throws LdapException {
        List<Exception> troubles = new ArrayList<>();
        for (Endpoint endpoint : endpoints.inOrder()) {
            try {
                LdapConnection connection = open(endpoint, binding);
                endpoints.answered(endpoint);
                return connection;
            } catch (LdapException e) {
                if (!isTrouble(e)) {
                    endpoints.answered(endpoint);
                    throw e;
                }
                endpoints.failed(endpoint, e);
                troubles.add(e);
            }
        }
        LdapException last = (LdapException) troubles.remove(troubles.size() - 1);
        troubles.forEach(last::addSuppressed);
        throw last;
    }

    /** Encrypted as configured before it is bound. */
    private LdapConnection open(Endpoint endpoint, Binding binding) throws LdapException {
        LdapNetworkConnection connection = new LdapNetworkConnection(config(endpoint));
        boolean bound = false;
        try {
            if (!connection.connect()) {
                throw new LdapException("it does not answer");
            }
            if ((endpoint.ldaps() || server.startTls()) && !connection.isSecured()) {
                throw new LdapException("the connection could not be encrypted");
            }
            binding.of(connection);
            bound = true;
            return connection;
        } finally {
            if (!bound) {
                closeQuietly(connection);
            }
        }
    }

    /**
     * The name goes out as it stands: Active Directory's {@code user@domain} is none that the library knows.
     * Nothing but success is one: the library's own bind takes a referral for one, too.
     */
    private static void bind(LdapConnection connection, String name, String password)
            throws LdapException {
        LdapResult result =
                connection
                        .bind(
                                new BindRequestImpl()
                                        .setSimple(true)
                                        .setName(name)
                                        .setCredentials(password))
                        .getLdapResult();
        if (result.getResultCode() != ResultCodeEnum.SUCCESS || !connection.isAuthenticated()) {
            throw new LdapOperationException(
                    result.getResultCode(),
                    result.getResultCode() + ": " + result.getDiagnosticMessage());
        }
    }

    private LdapConnectionConfig config(Endpoint endpoint) throws LdapException {
        LdapConnectionConfig config = new LdapConnectionConfig();
        config.setLdapHost(endpoint.host());
        config.setLdapPort(endpoint.port());
        config.setUseSsl(endpoint.ldaps());
        config.setUseTls(server.startTls());
        try {
            config.setTrustManagers(
                    Authorities.trust(
                            server.trustStore(), server.trustStorePassword(), endpoint.host()));
        } catch (GeneralSecurityException | IOException e) {
            throw new LdapException("trust store " + server.trustStore() + ": " + e, e);
        }
        DefaultConfigurableBinaryAttributeDetector bytes =
                new DefaultConfigurableBinaryAttributeDetector();
        bytes.addBinaryAttribute(binary.toArray(String[]::new));
        config.setBinaryAttributeDetector(bytes);
        long millis = server.timeout().toMillis();
        config.setTimeout(millis);
        config.setConnectTimeout(millis);
        config.setReadOperationTimeout(millis);
        config.setWriteOperationTimeout(millis);
        config.setSendTimeout(millis);
        config.setCloseTimeout(millis);
        return config;
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

    private final class Searchers extends BasePooledObjectFactory<LdapConnection> {
        private final LookupLdapConnectionValidator validator = new LookupLdapConnectionValidator();

        @Override
        public LdapConnection create() throws LdapException {
            String user = server.bindUser() == null ? "" : server.bindUser();
            String password = server.bindPw() == null ? "" : server.bindPw();
            return onTheFirstThatAnswers(connection -> bind(connection, user, password));
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
