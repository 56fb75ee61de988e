package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.ways.ProviderWay;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Our server with these providers, and browsers for it. */
final class Site implements AutoCloseable {
    static final String KEYS =
            "clientId: "
                    + FakeSite.CLIENT
                    + ", clientSecret: "
                    + FakeSite.SECRET
                    + ", timeout: 20s";

    final Served served;
    private final Ways ways;

    Site(Provider... providers) throws Exception {
        this(null, providers);
    }

    Site(UserInfo info, Provider... providers) throws Exception {
        ways =
                new Ways(
                        Arrays.stream(providers)
                                .map(provider -> new ProviderWay(provider, info))
                                .toList());
        served = new Served(RuleList.loggedIn(), ways);
    }

    /** A provider from the text of its parameters, which must be good. */
    static Provider read(String name, String parameters) {
        Problems problems = new Problems();
        Provider provider =
                Providers.read(name, Settings.of(problems, "{" + KEYS + ", " + parameters + "}"))
                        .orElseThrow();
        assertThat(problems.errors()).isEmpty();
        return provider;
    }

    static Client client() {
        return Client.read(Settings.of(new Problems(), "{" + KEYS + "}"));
    }

    Browser browser() {
        return new Browser(served.port());
    }

    /** Who an answer's session says somebody is. */
    Map<String, Object> user(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        List<String> sessions =
                answer.headers().allValues("Set-Cookie").stream()
                        .filter(cookie -> cookie.startsWith("TWISTED_SESSION="))
                        .toList();
        assertThat(sessions).hasSize(1);
        return served.sessions.read(sessions.get(0).split("[=;]")[1]).orElseThrow().user();
    }

    @Override
    public void close() throws Exception {
        served.close();
        ways.close();
    }
}
