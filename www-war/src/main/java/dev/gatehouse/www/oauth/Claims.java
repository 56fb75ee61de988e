package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads what providers say of people. Stateless. */
final class Claims {
    private Claims() {}

    /** The texts of a list; a text alone is a list of one; of anything else none. */
    static List<String> texts(JsonNode claim) {
        if (claim.isTextual()) {
            return List.of(claim.textValue());
        }
        List<String> texts = new ArrayList<>();
        if (claim.isArray()) {
            for (JsonNode item : claim) {
                if (item.isTextual()) {
                    texts.add(item.textValue());
                }
            }
        }
        return texts;
    }

    /** By its name; else by the parts of its name between dots, such as {@code realm_access.roles}. */
    static JsonNode find(JsonNode claims, String name) {
        if (claims.has(name)) {
            return claims.path(name);
        }
        JsonNode found = claims;
        for (String part : name.split("\\.")) {
            found = found.path(part);
        }
        return found;
    }
}
