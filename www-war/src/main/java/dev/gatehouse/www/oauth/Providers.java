package dev.gatehouse.www.oauth;

import dev.gatehouse.data.setting.Setting;
import java.util.Optional;
import java.util.Set;

/** Reads the providers of {@code www.auth}. Stateless. */
public final class Providers {
    /** The classes of {@code www.auth} that are read here. */
    public static final Set<String> NAMES =
            Set.of(
                    "GoogleAuth",
                    "GitHubAuth",
                    "GitLabAuth",
                    "BitbucketAuth",
                    "KeyCloakAuth",
                    "OIDCAuth");

    private Providers() {}

    /**
     * Faults go to the setting's problems.
     *
     * @param name one of {@link #NAMES}; empty for any other
     */
    public static Optional<Provider> read(String name, Setting parameters) {
        return switch (name) {
            case "GoogleAuth" -> Optional.of(Google.read(parameters));
            case "GitHubAuth" -> Optional.of(GitHub.read(parameters));
            case "GitLabAuth" -> Optional.of(GitLab.read(parameters));
            case "BitbucketAuth" -> Optional.of(Bitbucket.read(parameters));
            case "KeyCloakAuth" -> Optional.of(KeyCloak.read(parameters));
            case "OIDCAuth" -> Optional.of(OidcSettings.provider(parameters));
            default -> Optional.empty();
        };
    }
}
