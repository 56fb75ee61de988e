package dev.gatehouse.worker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker connects, what it is called and what it may use.
 *
 * @param master {@code ws://host:port/path} or {@code wss://…}; no user, no fragment
 * @param name the worker's name, as the master's configuration has it; no colon
 * @param password sent in the opening request, so in the clear over {@code ws}
 * @param basedir the folder below which a master puts builds; made when missing. It is not a fence:
 *     a master may name any path, and whoever controls the master controls this account
 * @param info texts for the people who look at the worker's page: {@code admin}, {@code host},
 *     {@code access_uri} or any other key
 * @param environment what commands inherit and what the master is told; take secrets out of it
 * @param maxCommands how many commands may run at once; one more is refused
 * @param pingInterval how often a silent master is pinged; without an answer for one and a half
 *     times as long the connection is given up
 * @param trustFile whom {@code wss} trusts instead of the JVM's own list: certificates as PEM, or a
 *     PKCS #12 store
 * @param trustPassword the PKCS #12 store's password
 */
public record WorkerSettings(
        URI master,
        String name,
        String password,
        Path basedir,
        Map<String, String> info,
        Map<String, String> environment,
        int maxCommands,
        Duration pingInterval,
        @Nullable Path trustFile,
        @Nullable String trustPassword) {

    private static final int DEFAULT_MAX_COMMANDS = 64;
    private static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(30);
    private static final int DEFAULT_PORT = 9989;

    /** Refuses what cannot work with {@link BadSettings}, all faults together. */
    public WorkerSettings {
        basedir = basedir.toAbsolutePath().normalize();
        info = Map.copyOf(info);
        environment = Map.copyOf(environment);
        List<String> faults = new ArrayList<>();
        String scheme = master.getScheme();
        if (!"ws".equals(scheme) && !"wss".equals(scheme)) {
            faults.add("master is " + shown(master) + ", but must begin with ws:// or wss://");
        }
        if (master.getHost() == null) {
            faults.add("master is " + shown(master) + ", but needs a host: ws://HOST:PORT/PATH");
        }
        if (master.getRawUserInfo() != null || master.getRawFragment() != null) {
            faults.add("master must have neither a user nor a #fragment");
        }
        if (name.isBlank()) {
            faults.add(
                    "name is empty, but must be the worker's name in the master's configuration");
        }
        if (name.indexOf(':') >= 0) {
            faults.add("name is '" + name + "', but must not contain a colon");
        }
        if (!name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
            faults.add("name must not begin or end with a space or hold control characters");
        }
        if (maxCommands < 1) {
            faults.add("maxCommands is " + maxCommands + ", but must be at least 1");
        }
        if (pingInterval.toSeconds() < 1) {
            faults.add("pingInterval is " + pingInterval + ", but must be at least a second");
        }
        if (Files.exists(basedir) && !Files.isDirectory(basedir)) {
            faults.add("basedir is " + basedir + ", but that is not a folder");
        }
        if (trustFile != null && !Files.isReadable(trustFile)) {
            faults.add("trustFile is " + trustFile + ", but cannot be read");
        }
        if (trustFile != null && !"wss".equals(scheme)) {
            faults.add("trustFile is given, but means nothing without wss://");
        }
        if (!faults.isEmpty()) {
            throw new BadSettings(faults);
        }
    }

    /**
     * Settings with the usual defaults.
     *
     * @param master a {@code ws} or {@code wss} address; {@code host} and {@code host:port} mean
     *     {@code ws://host:9989/} and {@code ws://host:port/}; it may carry the name and password
     *     as {@code ws://name:password@host:port/path}, which then replace the empty ones given
     */
    public static WorkerSettings of(String master, String name, String password, Path basedir) {
        URI address = address(master);
        String user = address.getRawUserInfo();
        if (user != null && name.isEmpty() && password.isEmpty()) {
            int colon = user.indexOf(':');
            name = unescaped(colon < 0 ? user : user.substring(0, colon));
            password = colon < 0 ? "" : unescaped(user.substring(colon + 1));
            address = withoutUser(address);
        }
        return new WorkerSettings(
                address,
                name,
                password,
                basedir,
                Map.of(),
                System.getenv(),
                DEFAULT_MAX_COMMANDS,
                DEFAULT_PING_INTERVAL,
                null,
                null);
    }

    /** The same with texts for the worker's page. */
    public WorkerSettings withInfo(Map<String, String> texts) {
        return new WorkerSettings(
                master,
                name,
                password,
                basedir,
                texts,
                environment,
                maxCommands,
                pingInterval,
                trustFile,
                trustPassword);
    }

    /** The same with another environment for commands, such as this process's without secrets. */
    public WorkerSettings withEnvironment(Map<String, String> variables) {
        return new WorkerSettings(
                master,
                name,
                password,
                basedir,
                info,
                variables,
                maxCommands,
                pingInterval,
                trustFile,
                trustPassword);
    }

    /** The same with another bound on commands that run at once. */
    public WorkerSettings withMaxCommands(int commands) {
        return new WorkerSettings(
                master,
                name,
                password,
                basedir,
                info,
                environment,
                commands,
                pingInterval,
                trustFile,
                trustPassword);
    }

    /** The same with another time between pings. */
    public WorkerSettings withPingInterval(Duration interval) {
        return new WorkerSettings(
                master,
                name,
                password,
                basedir,
                info,
                environment,
                maxCommands,
                interval,
                trustFile,
                trustPassword);
    }

    /** The same, trusting the certificates of this file alone. */
    public WorkerSettings withTrust(Path file, @Nullable String filePassword) {
        return new WorkerSettings(
                master,
                name,
                password,
                basedir,
                info,
                environment,
                maxCommands,
                pingInterval,
                file,
                filePassword);
    }

    /** Whether the password would cross a network unprotected. */
    boolean sendsPasswordInTheClear() {
        if ("wss".equals(master.getScheme())) {
            return false;
        }
        String host = master.getHost().toLowerCase(Locale.ROOT);
        return !host.equals("localhost") && !host.startsWith("127.") && !host.equals("[::1]");
    }

    /** Without the passwords and the environment, so that it can be logged. */
    @Override
    public String toString() {
        return "worker "
                + name
                + " of "
                + master
                + " in "
                + basedir
                + ", info "
                + new TreeSet<>(info.keySet())
                + ", at most "
                + maxCommands
                + " commands, ping every "
                + pingInterval.toSeconds()
                + " s"
                + (trustFile == null ? "" : ", trusting " + trustFile);
    }

    private static URI address(String text) {
        String full = text.contains("://") ? text : "ws://" + text;
        try {
            URI parsed = new URI(full.strip());
            boolean bareHost = !text.contains("://") && parsed.getPort() < 0;
            String path = parsed.getRawPath();
            if (!bareHost && path != null && !path.isEmpty()) {
                return parsed;
            }
            if (parsed.getHost() == null) {
                throw new BadSettings(
                        List.of("master is '" + text + "', but must be ws://HOST:PORT/PATH"));
            }
            String query = parsed.getRawQuery();
            String user = parsed.getRawUserInfo();
            int port = bareHost ? DEFAULT_PORT : parsed.getPort();
            return new URI(
                    parsed.getScheme()
                            + "://"
                            + (user == null ? "" : user + "@")
                            + parsed.getHost()
                            + (port < 0 ? "" : ":" + port)
                            + (path == null || path.isEmpty() ? "/" : path)
                            + (query == null ? "" : "?" + query));
        } catch (URISyntaxException e) {
            throw new BadSettings(
                    List.of(
                            "master cannot be read as an address ("
                                    + e.getReason()
                                    + " at character "
                                    + (e.getIndex() + 1)
                                    + "), but must be ws://HOST:PORT/PATH"));
        }
    }

    private static URI withoutUser(URI address) {
        String text = address.toString();
        return URI.create(text.replace(address.getRawUserInfo() + "@", ""));
    }

    /** An address for a message: never with the password that a mistaken one may carry. */
    private static String shown(URI address) {
        String user = address.getRawUserInfo();
        return user == null ? address.toString() : address.toString().replace(user, "…");
    }

    private static String unescaped(String text) {
        // URLDecoder would turn a plus sign of a password into a space.
        return java.net.URLDecoder.decode(
                text.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    }
}
