package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people can do about accounts of this server without an administrator, because mail can be sent. Immutable.
 *
 * @param registration whether they get one by themselves
 * @param domains whose addresses alone may register; empty: all
 * @param forgotten whether whoever has forgotten his password gets a link
 */
record SelfService(boolean registration, Set<String> domains, boolean forgotten) {
    static final String REGISTRATION = "registration";
    static final String DOMAINS = "registration_domains";
    static final String FORGOTTEN = "forgotten_password";

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    SelfService {
        domains = Set.copyOf(domains);
    }

    /** Faults, and what is doubtful, go to the settings' problems. */
    static SelfService of(ServerConfig config) {
        WwwConfig www = config.www();
        Optional<Setting> way = AccountConfig.parameters(www.auth());
        Optional<Setting> parameters = way.filter(Setting::isMap);
        boolean mail = www.mail().isPresent();
        Optional<Setting> registration = parameters.flatMap(found -> found.get(REGISTRATION));
        Optional<Setting> forgotten = parameters.flatMap(found -> found.get(FORGOTTEN));
        SelfService offers =
                new SelfService(
                        registration.map(Setting::flag).orElse(false),
                        parameters.map(SelfService::domains).orElse(Set.of()),
                        forgotten.map(Setting::flag).orElse(mail && way.isPresent()));
        if (offers.registration && !mail) {
            registration.orElseThrow().error("takes 'www.mail': a link is mailed to the address");
        }
        if (offers.forgotten && !mail) {
            forgotten.orElseThrow().error("takes 'www.mail': a link is mailed to the address");
        }
        if (mail) {
            checkMail(config, offers.registration || offers.forgotten);
        }
        if (offers.registration && www.authz() == null) {
            registration
                    .orElseThrow()
                    .warning(
                            "without 'authz' whoever is logged in may steer everything: so may"
                                    + " whoever registers");
        }
        if (!offers.registration && !offers.domains.isEmpty()) {
            parameters
                    .orElseThrow()
                    .need(DOMAINS)
                    .warning("has no effect without '" + REGISTRATION + ": true'");
        }
        return offers;
    }

    private static Set<String> domains(Setting parameters) {
        List<String> domains = parameters.texts(DOMAINS);
        if (!domains.stream().allMatch(domain -> domain.matches("[A-Za-z0-9.-]+"))) {
            parameters
                    .need(DOMAINS)
                    .error("must be what stands behind the @ of addresses, such as [example.org]");
        }
        return domains.stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static void checkMail(ServerConfig config, boolean used) {
        Setting mail = config.file().need("www").need("mail");
        if (!used) {
            mail.warning(
                    "has no effect: mail is sent for accounts of "
                            + AccountConfig.NAME
                            + " alone, and there are none, or nothing that takes it");
        } else if (config.buildbotUrl() == null) {
            mail.error("takes 'buildbotURL': the links in the mail begin with it");
        } else if (!isProtected(config.buildbotUrl())) {
            mail.warning(
                    "the links in the mail begin with http: whoever listens on the way can take"
                            + " their codes; let 'buildbotURL' begin with https");
        }
    }

    private static boolean isProtected(String url) {
        return url.isEmpty()
                || url.startsWith("https:")
                || HERE.contains(String.valueOf(URI.create(url).getHost()));
    }
}
