package dev.gatehouse.www.oauth;

import dev.gatehouse.data.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A site whose accounts may log in here, as configured. Any thread. */
public final class Provider implements AutoCloseable {
    private final String realm;
    private final Map<String, Object> document;
    private final @Nullable Setting userInfoProvider;
    private final boolean userInfoByName;
    private final Flow flow;

    Provider(String realm, String name, String icon, Client client, Flow flow) {
        this.realm = realm;
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", name);
        shown.put("oauth2", true);
        shown.put("fa_icon", icon);
        shown.put("autologin", client.autologin());
        this.document = Map.copyOf(shown);
        this.userInfoProvider = client.userInfoProvider();
        this.userInfoByName = client.userInfoByName();
        this.flow = flow;
    }

    /** Whose accounts these are, such as {@code GitHub} or {@code OIDC:staff}; never two alike. */
    public String realm() {
        return realm;
    }

    /** What pages may know: {@code name}, {@code oauth2}, {@code fa_icon}, {@code autologin}. */
    public Map<String, Object> document() {
        return document;
    }

    /** {@code userInfoProvider} as it stands in the configuration: who knows more of the user. */
    public Optional<Setting> userInfoProvider() {
        return Optional.ofNullable(userInfoProvider);
    }

    /** Whether names there are the user info provider's; else a name is anybody's to take. */
    public boolean userInfoByName() {
        return userInfoByName;
    }

    /**
     * Who somebody is now, by the grant of his login; one after the other.
     *
     * @param fresh is told of a grant that takes its place
     * @return empty where the site takes it no longer
     * @throws OAuthFailed where that cannot be found out now
     */
    public Optional<Arrival> again(Grant grant, Consumer<Grant> fresh) throws OAuthFailed {
        return flow.again(grant, fresh);
    }

    /** Whether it can be told to ask somebody who he is, and says when it did. */
    public boolean confirms() {
        return flow.confirms();
    }

    Flow flow() {
        return flow;
    }

    @Override
    public void close() {
        flow.close();
    }
}
