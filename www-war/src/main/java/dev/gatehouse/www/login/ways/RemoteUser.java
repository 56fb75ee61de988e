package dev.gatehouse.www.login.ways;

import dev.gatehouse.data.access.Vouched;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.Networks;
import dev.gatehouse.www.login.Identity;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that has asked who it is and says so in a header: {@code RemoteUserAuth}. Whoever can send the
 * header is that user, and so it counts from the proxy's address alone. Immutable; any thread.
 */
public final class RemoteUser implements Way, Ways.Closes {
    private static final String NAME = "RemoteUserAuth";
    private static final String[] KEYS = {
        "header",
        "headerRegex",
        "trustedProxies",
        "secondFactorHeader",
        "secondFactorValues",
        "userInfoProvider"
    };

    /** What Tomcat's RemoteIpValve leaves behind: the address may be one that the client wrote. */
    private static final String REWRITTEN = "org.apache.tomcat.remoteAddr";

    /** Longer values are no names. */
    private static final int MAX_VALUE = 1024;

    private final String header;
    private final HeaderPattern pattern;
    private final Networks trusted;
    private final @Nullable String factorHeader;
    private final List<String> factorValues;
    private final @Nullable UserInfo userInfo;

    private RemoteUser(
            String header,
            HeaderPattern pattern,
            Networks trusted,
            @Nullable String factorHeader,
            List<String> factorValues,
            @Nullable UserInfo userInfo) {
        this.header = header;
        this.pattern = pattern;
        this.trusted = trusted;
        this.factorHeader = factorHeader;
        this.factorValues = List.copyOf(factorValues);
        this.userInfo = userInfo;
    }

    /**
     * Faults go to the setting's problems.
     *
     * @param userInfo the user info provider that stands in the parameters; null where there is none
     */
    public static RemoteUser read(Setting parameters, @Nullable UserInfo userInfo) {
        parameters.allowOnly(KEYS);
        parameters
                .get("header")
                .filter(s -> !isName(s))
                .ifPresent(s -> s.error("must be the name of a header, such as REMOTE_USER"));
        Optional<Setting> factor = parameters.get("secondFactorHeader");
        factor.filter(s -> !isName(s))
                .ifPresent(s -> s.error("must be the name of a header, such as X-Second-Factor"));
        return new RemoteUser(
                parameters.text("header", "REMOTE_USER"),
                parameters.get("headerRegex").map(HeaderPattern::read).orElse(HeaderPattern.USUAL),
                parameters.get("trustedProxies").map(Networks::read).orElse(Networks.LOOPBACK),
                factor.map(Setting::text).orElse(null),
                parameters.get("secondFactorValues").map(Setting::texts).orElse(List.of("yes")),
                userInfo);
    }

    private static boolean isName(Setting header) {
        return header.text().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What a request's header tells. */
    public sealed interface Told {
        /**
         * Who it is, before anybody was asked for more.
         *
         * @param secondFactor whether the proxy says that it has seen one
         */
        record Somebody(Map<String, Object> user, boolean secondFactor) implements Told {
            public Somebody {
                user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
            }
        }

        /** Nobody, and why, in the original's words where it has some. */
        record Nobody(String why) implements Told {}

        /** The header came from somebody who is no proxy of ours. */
        record Forged(String why) implements Told {}
    }

    /** Reads the header. */
    public Told read(HttpServletRequest request) {
        List<String> values = Collections.list(request.getHeaders(header));
        if (values.isEmpty()) {
            return new Told.Nobody(
                    "missing http header " + header + ". Check your reverse proxy config!");
        }
        if (isRewritten(request)) {
            return new Told.Forged(
                    "http header "
                            + header
                            + " does not count where the client's address is taken from"
                            + " X-Forwarded-For or Forwarded: who sent it cannot be told");
        }
        if (!trusted.have(request.getRemoteAddr())) {
            return new Told.Forged(
                    "http header "
                            + header
                            + " does not count from "
                            + request.getRemoteAddr()
                            + ", which is not one of the trustedProxies");
        }
        if (values.size() > 1) {
            return new Told.Forged(
                    "http header "
                            + header
                            + " came "
                            + values.size()
                            + " times. Check your reverse proxy config!");
        }
        String value = values.get(0);
        Optional<Map<String, Object>> user =
                value.length() > MAX_VALUE ? Optional.empty() : pattern.user(value);
        boolean factor = secondFactor(request);
        return user.<Told>map(known -> new Told.Somebody(known, factor))
                .orElseGet(
                        () ->
                                new Told.Nobody(
                                        "http header does not match regex! \""
                                                + printable(value)
                                                + "\" not matching "
                                                + pattern));
    }

    /** One that comes twice may be the client's own. */
    private boolean secondFactor(HttpServletRequest request) {
        if (factorHeader == null) {
            return false;
        }
        List<String> values = Collections.list(request.getHeaders(factorHeader));
        return values.size() == 1 && factorValues.contains(values.get(0));
    }

    /** Whether the container has put an address that a header tells in place of the connection's. */
    private static boolean isRewritten(HttpServletRequest request) {
        if (request.getAttribute(REWRITTEN) != null) {
            return true;
        }
        String address = request.getRemoteAddr();
        return Stream.of("X-Forwarded-For", "Forwarded")
                .flatMap(name -> Collections.list(request.getHeaders(name)).stream())
                .flatMap(value -> Stream.of(value.split("[,;]")))
                .map(RemoteUser::bareAddress)
                .anyMatch(told -> Networks.same(told, address));
    }

    /** {@code for="[::1]:4711"}, {@code 10.0.0.7:4711} and plain addresses, without what is around them. */
    private static String bareAddress(String element) {
        return element.replace("\"", "")
                .strip()
                .replaceFirst("(?i)^for=", "")
                .replaceFirst("^([0-9.]+|\\[.*]):[0-9]+$", "$1");
    }

    /**
     * Who it is, with what the user info provider says; it may wait for a directory. Without a provider the
     * e-mail address is the user name, as in the original, unless the header has told one.
     */
    public Identity identity(Told.Somebody somebody) throws UserInfoUnavailable {
        Map<String, Object> user = new LinkedHashMap<>(somebody.user());
        String subject = String.valueOf(user.get("username"));
        if (user.get("realm") instanceof String realm) {
            subject += "@" + realm;
        }
        UserInfo provider = userInfo;
        if (provider != null) {
            user = provider.over(user);
        } else {
            user.putIfAbsent("email", String.valueOf(user.get("username")));
        }
        Identity identity = new Identity(NAME, subject, user);
        return somebody.secondFactor()
                ? identity.vouchedFor(Vouched.SECOND_FACTOR, "proxy")
                : identity;
    }

    /** What tells more about its people; null: nothing. */
    public @Nullable UserInfo userInfo() {
        return userInfo;
    }

    private static String printable(String value) {
        return value.substring(0, Math.min(value.length(), 200)).replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void close() {
        PasswordWay.closeIfNeeded(NAME, userInfo);
    }
}
