package dev.gatehouse.www.login.ways;

import dev.gatehouse.www.login.Identity;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.oauth.Person;
import dev.gatehouse.www.oauth.Provider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way in by an account elsewhere, with what the user info provider says put over it. Any thread. */
public final class ProviderWay implements Way, Ways.Closes {
    private final Provider provider;
    private final @Nullable UserInfo userInfo;

    /**
     * @param userInfo what more is known of the user; null: what the provider says is all
     */
    public ProviderWay(Provider provider, @Nullable UserInfo userInfo) {
        this.provider = provider;
        this.userInfo = userInfo;
    }

    public Provider provider() {
        return provider;
    }

    @Override
    public String name() {
        return provider.realm();
    }

    @Override
    public Map<String, Object> shown() {
        return provider.document();
    }

    /** Who it is here. */
    public Identity identity(Person person) throws UserInfoUnavailable {
        Map<String, Object> user = userInfo == null ? person.user() : userInfo.over(person.user());
        return new Identity(name(), person.subject(), user);
    }

    @Override
    public void close() {
        provider.close();
        PasswordWay.closeIfNeeded(name(), userInfo);
    }
}
