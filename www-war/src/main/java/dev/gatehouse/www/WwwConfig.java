package dev.gatehouse.www;

import dev.gatehouse.data.DataApi;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.access.Demand;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.login.Guessing;
import dev.gatehouse.www.login.TokenBook;
import dev.gatehouse.www.mail.MailSettings;
import dev.gatehouse.www.ui.Theme;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code www}, with Buildbot's names.
 *
 * @param host the address to listen on under {@code java -jar}; a container has its own
 * @param port the port to listen on under {@code java -jar}; null: none
 * @param shownPort as it stands in the file, for the config document; null where it does not
 * @param jsonCache how long a client may keep an answer of the data API
 * @param allowedOrigins globs; null: only the server's own
 * @param auth who may log in; null: the administrator of the first start
 * @param authz who may do what; null: whoever has logged in may control
 * @param administrators the role of those who look after sessions and accounts
 * @param secondFactor what is demanded beside being allowed
 * @param mail who takes our mail; empty: none is sent
 * @param audit the audit log
 * @param sessions what ends them
 * @param guessing what is done about failed logins
 * @param tokens how many API tokens there may be, and for how long
 * @param avatarMethods as they stand in the file
 * @param wsPingInterval in whole seconds; zero: no pings
 * @param reading what callers get of a collection
 * @param versions further lines for the page about this server
 */
public record WwwConfig(
        String host,
        @Nullable Integer port,
        @Nullable Object shownPort,
        Duration jsonCache,
        int restMinimumVersion,
        Map<String, Object> plugins,
        @Nullable String defaultPage,
        boolean debug,
        @Nullable List<String> allowedOrigins,
        @Nullable Setting auth,
        @Nullable Setting authz,
        String administrators,
        Demand secondFactor,
        Optional<MailSettings> mail,
        AuditConfig audit,
        SessionConfig sessions,
        Guessing.Settings guessing,
        TokenBook.Settings tokens,
        @Nullable Setting avatarMethods,
        List<List<Object>> versions,
        Duration cookieExpiration,
        Map<String, Object> uiDefaultConfig,
        Duration wsPingInterval,
        Map<String, String> theme,
        List<Object> projectWidgets,
        DataApi.Reading reading) {

    public static final String DEFAULT_HOST = "127.0.0.1";

    private static final Duration WEEK = Duration.ofDays(7);

    private static final Duration PINGS = Duration.ofSeconds(20);

    /** Of Twisted's endpoint strings, the one kind that is a plain listener. */
    private static final Pattern TCP = Pattern.compile("tcp:(?:port=)?(\\d{1,5})((?::[^:]*)*)");

    private static final Pattern INTERFACE = Pattern.compile("interface=(.+)");

    private static final String[] KEYS = {
        "port",
        "json_cache_seconds",
        "rest_minimum_version",
        "plugins",
        "default_page",
        "debug",
        "allowed_origins",
        "auth",
        "authz",
        "administration",
        "second_factor",
        "mail",
        "audit",
        "sessions",
        "guessing",
        "tokens",
        "avatar_methods",
        "logfileName",
        "logRotateLength",
        "maxRotatedFiles",
        "versions",
        "custom_templates_dir",
        "change_hook_dialects",
        "change_hook_auth",
        "cookie_expiration_time",
        "ui_default_config",
        "ws_ping_interval",
        "theme",
        "project_widgets",
        "anonymous_limit",
        "exact_totals",
        "graphql",
        "jsonp",
        "url"
    };

    /** Legal in a {@code master.cfg}, and so no error here, but without effect. */
    private static final Map<String, String> WITHOUT_EFFECT =
            Map.ofEntries(
                    Map.entry("logfileName", "there is no access log in this version"),
                    Map.entry("logRotateLength", "there is no access log in this version"),
                    Map.entry("maxRotatedFiles", "there is no access log in this version"),
                    Map.entry("change_hook_dialects", "there are no webhooks in this version"),
                    Map.entry("change_hook_auth", "there are no webhooks in this version"),
                    Map.entry("custom_templates_dir", "the pages have no templates"),
                    Map.entry("graphql", "there is no GraphQL"),
                    Map.entry("jsonp", "there is no JSONP"),
                    Map.entry("url", "it never had one; buildbotURL is the server's address"));

    public WwwConfig {
        plugins = copy(plugins);
        allowedOrigins = allowedOrigins == null ? null : List.copyOf(allowedOrigins);
        versions = versions.stream().map(List::copyOf).toList();
        uiDefaultConfig = copy(uiDefaultConfig);
        theme = Map.copyOf(theme);
        projectWidgets = List.copyOf(projectWidgets);
    }

    static WwwConfig of(Setting www) {
        www.allowOnly(KEYS);
        WITHOUT_EFFECT.forEach(
                (key, why) -> www.get(key).ifPresent(s -> s.warning("has no effect: " + why)));
        // As in a master.cfg: none or 0 is no listener.
        Optional<Setting> port =
                www.get("port")
                        .filter(p -> p.plain() != null && !Long.valueOf(0).equals(p.plain()));
        Listen listen = port.map(WwwConfig::listen).orElse(NOWHERE);
        return new WwwConfig(
                listen.host(),
                listen.port(),
                port.map(Setting::plain).orElse(null),
                www.duration("json_cache_seconds", Duration.ZERO),
                (int) www.number("rest_minimum_version", 0),
                map(www, "plugins"),
                www.get("default_page").map(Setting::text).orElse(null),
                www.flag("debug", false),
                www.get("allowed_origins").map(Setting::texts).orElse(null),
                www.get("auth").orElse(null),
                www.get("authz").orElse(null),
                www.get("administration")
                        .map(WwwConfig::administrators)
                        .orElse(RuleList.ADMINISTRATORS),
                SecondFactorConfig.of(www.get("second_factor")),
                MailConfig.of(www.get("mail")),
                AuditConfig.of(www.get("audit")),
                SessionConfig.of(www.get("sessions")),
                GuessingConfig.of(www.get("guessing")),
                TokenConfig.of(www.get("tokens")),
                www.get("avatar_methods").orElse(null),
                www.get("versions").map(WwwConfig::versions).orElse(List.of()),
                www.get("cookie_expiration_time").map(WwwConfig::expiration).orElse(WEEK),
                map(www, "ui_default_config"),
                pings(www.duration("ws_ping_interval", PINGS)),
                theme(www),
                list(www, "project_widgets"),
                new DataApi.Reading(
                        www.get("anonymous_limit").map(WwwConfig::limit).orElse(null),
                        www.flag("exact_totals", false)));
    }

    private static String administrators(Setting administration) {
        administration.allowOnly("role");
        String role = administration.need("role").text();
        if (role.isBlank()) {
            administration.need("role").error("must be the name of a role, such as admins");
        }
        return role;
    }

    private static Long limit(Setting setting) {
        long limit = setting.number();
        if (limit < 1) {
            setting.error("must be 1 or more, not " + limit);
        }
        return limit;
    }

    private record Listen(String host, @Nullable Integer port) {}

    private static final Listen NOWHERE = new Listen(DEFAULT_HOST, null);

    private static Listen listen(Setting setting) {
        Object value = setting.plain();
        if (value instanceof Long number && number >= 0 && number <= 65_535) {
            return new Listen("0.0.0.0", number.intValue());
        }
        String text = String.valueOf(value);
        if (text.startsWith("ssl:")) {
            setting.error(
                    "there is no TLS listener in this version; let a proxy end TLS, and listen on"
                            + " 'tcp:8010:interface=127.0.0.1'");
            return NOWHERE;
        }
        if (text.startsWith("unix:")) {
            setting.error(
                    "there is no listener on a Unix socket in this version; listen on"
                            + " 'tcp:8010:interface=127.0.0.1'");
            return NOWHERE;
        }
        Matcher matcher = TCP.matcher(text);
        if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= 65_535) {
            String host = "0.0.0.0";
            for (String option : matcher.group(2).split(":")) {
                Matcher address = INTERFACE.matcher(option);
                if (address.matches()) {
                    host = address.group(1);
                } else if (!option.isEmpty() && !option.startsWith("backlog=")) {
                    setting.error("'" + option + "' is not known; legal is 'interface=ADDRESS'");
                }
            }
            return new Listen(host, Integer.parseInt(matcher.group(1)));
        }
        setting.error(
                "must be a port number or an endpoint such as 'tcp:8010:interface=127.0.0.1', not '"
                        + text
                        + "'");
        return NOWHERE;
    }

    /** Parts of a second are rounded up: there is a look round once a second. */
    private static Duration pings(Duration interval) {
        return interval.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Duration expiration(Setting setting) {
        Duration duration = setting.duration();
        if (duration.isZero()) {
            setting.error("must be longer than nothing");
            return WEEK;
        }
        return duration;
    }

    private static List<List<Object>> versions(Setting setting) {
        List<List<Object>> versions = new ArrayList<>();
        for (Setting item : setting.items()) {
            List<Object> parts = new ArrayList<>();
            item.items().forEach(part -> parts.add(part.text()));
            if (item.isList() && parts.size() < 2) {
                item.error("must be a name and a version, such as [Database, '15.4']");
            }
            versions.add(parts);
        }
        return versions;
    }

    private static Map<String, String> theme(Setting www) {
        Map<String, String> theme = new LinkedHashMap<>();
        www.get("theme").ifPresent(setting -> theme(setting, theme));
        return theme;
    }

    private static void theme(Setting setting, Map<String, String> theme) {
        setting.entries()
                .forEach(
                        (name, value) -> {
                            String text = value.text();
                            if (!Theme.names().contains(name)) {
                                value.warning("has no effect: no such variable");
                            }
                            Theme.fault(text).ifPresent(value::error);
                            theme.put(name, text);
                        });
    }

    private static Map<String, Object> map(Setting www, String name) {
        Map<String, Object> map = new LinkedHashMap<>();
        www.get(name)
                .ifPresent(
                        setting ->
                                setting.entries().forEach((key, v) -> map.put(key, plain(v, ""))));
        return map;
    }

    private static List<Object> list(Setting www, String name) {
        List<Object> list = new ArrayList<>();
        www.get(name).ifPresent(setting -> setting.items().forEach(v -> list.add(plain(v, ""))));
        return list;
    }

    private static Object plain(Setting setting, Object otherwise) {
        Object plain = setting.plain();
        return plain == null ? otherwise : plain;
    }

    private static Map<String, Object> copy(Map<String, Object> map) {
        return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
