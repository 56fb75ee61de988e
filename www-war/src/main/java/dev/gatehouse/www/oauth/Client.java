package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every provider is told about us, and how it is talked to: the parameters that all of them have.
 *
 * @param secret its text appears nowhere but in requests for tokens
 * @param timeout of each request to the provider
 * @param userInfoByName whether the user info provider's people are the provider's by name alone
 */
record Client(
        ClientID id,
        Secret secret,
        boolean autologin,
        boolean verify,
        Duration timeout,
        @Nullable Setting userInfoProvider,
        boolean userInfoByName) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
    private static final List<String> KEYS =
            List.of(
                    "clientId",
                    "clientSecret",
                    "autologin",
                    "ssl_verify",
                    "timeout",
                    "userInfoProvider",
                    "userInfoByName");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param more the keys that this provider has besides
     */
    static Client read(Setting parameters, String... more) {
        List<String> legal = new ArrayList<>(KEYS);
        legal.addAll(List.of(more));
        parameters.allowOnly(legal);
        boolean verify = parameters.flag("ssl_verify", true);
        if (!verify) {
            parameters.warning(
                    "ssl_verify is false: whoever sits between this server and the provider can log"
                            + " in as anybody");
        }
        Duration timeout = parameters.duration("timeout", TIMEOUT);
        if (timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            parameters.error("timeout must be more than nothing and at most 5m");
            timeout = TIMEOUT;
        }
        return new Client(
                new ClientID(needed(parameters, "clientId")),
                new Secret(needed(parameters, "clientSecret")),
                parameters.flag("autologin", false),
                verify,
                timeout,
                parameters.get("userInfoProvider").orElse(null),
                parameters.flag("userInfoByName", false));
    }

    private static String needed(Setting parameters, String name) {
        Setting setting = parameters.need(name);
        String text = setting.isNull() ? "" : setting.text().strip();
        if (text.isEmpty() && !setting.isNull()) {
            setting.error("must not be empty");
        }
        return text.isEmpty() ? "missing" : text;
    }

    /**
     * A site's address, without a slash at the end.
     *
     * @param otherwise null: there must be one
     */
    static String site(Setting parameters, String name, @Nullable String otherwise) {
        if (otherwise != null && parameters.get(name).isEmpty()) {
            return otherwise;
        }
        Setting setting = parameters.need(name);
        String text = setting.isNull() ? "" : setting.text().replaceAll("/+$", "");
        try {
            URI uri = new URI(text);
            boolean web = Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
            if (web && uri.getHost() != null && uri.getRawQuery() == null) {
                if (!safe(uri)) {
                    setting.warning(
                            "'"
                                    + text
                                    + "' is not https: whoever sits between can log in as anybody");
                }
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        if (!setting.isNull()) {
            setting.error("must be a URL such as https://git.example.org, not '" + text + "'");
        }
        return "https://missing.invalid";
    }

    /** Whether nobody can listen on the way: TLS, or this very machine. */
    static boolean safe(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme())
                || (uri.getHost() != null && LOOPBACK.contains(uri.getHost()));
    }

    /** {@code NAME}, or where it is not the one that everybody knows, {@code NAME:host}. */
    static String realm(String name, String site, String known) {
        return site.equals(known) ? name : name + ":" + URI.create(site).getAuthority();
    }

    Outbound outbound() {
        return new Outbound(timeout, verify);
    }
}
