package dev.gatehouse.www.login.ways;

import dev.gatehouse.www.login.Identity;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.oauth.OAuthFailed;
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

    /** What tells more about its people; null: nothing. */
    public @Nullable UserInfo userInfo() {
        return userInfo;
    }

    @Override
    public String name() {
        return provider.realm();
    }

    @Override
    public Map<String, Object> shown() {
        return provider.document();
    }

    /**
     * Who it is here.
     *
     * @throws OAuthFailed where the user info provider knows somebody of that name who may be somebody else
     */
    public Identity identity(Person person) throws UserInfoUnavailable, OAuthFailed {
        if (userInfo == null) {
            return new Identity(name(), person.subject(), person.user(), person.strength());
        }
        Map<String, Object> known = userInfo.of(person.username());
        if (!provider.userInfoByName() && !sameEmail(person.user(), known)) {
            throw OAuthFailed.refused(
                    "the user's details are of somebody with another e-mail address",
                    "the userInfoProvider has "
                            + known.get("email")
                            + " for "
                            + person.username()
                            + ", the provider vouches for "
                            + person.user().get("email")
                            + "; where both have the same user names, set userInfoByName: true");
        }
        UserInfo asked = username -> known;
        return new Identity(name(), person.subject(), asked.over(person.user()), person.strength());
    }

    /** A name at a public provider is whose it was first; an address that it vouches for is its owner's. */
    private static boolean sameEmail(Map<String, Object> vouched, Map<String, Object> known) {
        return vouched.get("email") instanceof String one
                && known.get("email") instanceof String other
                && one.equalsIgnoreCase(other);
    }

    @Override
    public void close() {
        provider.close();
        PasswordWay.closeIfNeeded(name(), userInfo);
    }
}
