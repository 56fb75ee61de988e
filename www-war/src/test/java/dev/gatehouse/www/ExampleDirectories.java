package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.login.UserInfo;
import java.nio.file.Path;

/** What a {@code userInfoProvider} of a configuration is to a login, for tests of other packages. */
public final class ExampleDirectories {
    private ExampleDirectories() {}

    /**
     * @param provider {@code {LdapUserInfo: …}}, without faults
     */
    public static UserInfo of(Setting provider, Path directory) {
        return Directories.asked(
                new Directories(directory).userInfo(provider.need("LdapUserInfo")).orElseThrow());
    }
}
