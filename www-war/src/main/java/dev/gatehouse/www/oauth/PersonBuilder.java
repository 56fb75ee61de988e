package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a person together from what a provider said, and refuses what cannot be one. Used by one thread. */
final class PersonBuilder {
    /** Longer names are nobody's. */
    private static final int LONGEST = 255;

    private final String provider;
    private final Map<String, Object> user = new LinkedHashMap<>();
    private final Set<String> groups = new LinkedHashSet<>();
    private boolean grouped;

    PersonBuilder(String provider) {
        this.provider = provider;
    }

    PersonBuilder username(JsonNode name) {
        return put("username", name);
    }

    PersonBuilder fullName(JsonNode name) {
        return put("full_name", name);
    }

    PersonBuilder avatar(JsonNode url) {
        String text = url.asText("");
        return text.startsWith("https://") || text.startsWith("http://")
                ? put("avatar_url", url)
                : this;
    }

    /** Only one that the provider vouches for: rules take it for who somebody is. */
    PersonBuilder email(JsonNode email, boolean vouched) {
        return vouched ? put("email", email) : this;
    }

    PersonBuilder groups(Collection<String> names) {
        grouped = true;
        names.stream().filter(name -> !name.isEmpty()).forEach(groups::add);
        return this;
    }

    private PersonBuilder put(String key, JsonNode value) {
        if (value.isTextual() && !value.textValue().isBlank()) {
            user.put(key, value.textValue());
        }
        return this;
    }

    /**
     * @param id a number or a text that is never given to somebody else
     * @throws OAuthFailed where there is no id or no usable name
     */
    Person build(JsonNode id) throws OAuthFailed {
        if (!id.isIntegralNumber() && !(id.isTextual() && !id.textValue().isEmpty())) {
            throw OAuthFailed.provider(
                    "the provider does not say who it is", provider + " gave no id of the account");
        }
        String name = String.valueOf(user.getOrDefault("username", ""));
        if (name.isEmpty() || name.length() > LONGEST || hasControls(name)) {
            throw OAuthFailed.provider(
                    "the provider gives no usable user name",
                    provider + " gave the user name '" + name + "' to account " + id.asText());
        }
        if (grouped) {
            user.put("groups", List.copyOf(groups));
        }
        return new Person(id.asText(), user);
    }

    private static boolean hasControls(String name) {
        return name.chars().anyMatch(Character::isISOControl);
    }
}
