package dev.gatehouse.www.avatar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.json.JsonMappers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code AvatarGitHub}: asks GitHub for a user by name, else by a public address, else for who made the
 * latest commit under that address; browsers fetch the picture themselves. It asks the configured API and
 * nobody else.
 */
public final class GitHubAvatars implements AvatarMethod {
    public static final String PUBLIC_API = "https://api.github.com";

    private static final Logger log = LoggerFactory.getLogger(GitHubAvatars.class);
    private static final ObjectMapper JSON = JsonMappers.builder().build();
    private static final String MEDIA = "application/vnd.github.v3+json";
    private static final String COMMITS = ",application/vnd.github.cloak-preview";

    /** What else GitHub would take for a part of its search language, or of a path. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:\"()@]+@[^\\s:\"()@]+");

    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final String endpoint;
    private final @Nullable String authorization;
    private final boolean debug;
    private final Fetch fetch;

    /**
     * @param endpoint of the API, without a final slash
     * @param authorization the header's value; null asks as nobody, which GitHub allows 60 times an hour
     * @param debug whether questions and answers are logged
     */
    public GitHubAvatars(
            String endpoint, @Nullable String authorization, boolean debug, Fetch fetch) {
        this.endpoint = endpoint;
        this.authorization = authorization;
        this.debug = debug;
        this.fetch = fetch;
    }

    @Override
    public String name() {
        return "github";
    }

    @Override
    public Optional<Avatar> find(Wanted wanted) throws IOException {
        Optional<String> url = Optional.empty();
        if (LOGIN.matcher(wanted.username()).matches()) {
            url = picture(get("/users/" + wanted.username(), ""));
        }
        if (url.isEmpty() && ADDRESS.matcher(wanted.email()).matches()) {
            String email = escaped(wanted.email());
            url = picture(first(get("/search/users?q=" + email + "+in%3Aemail", "")));
            if (url.isEmpty()) {
                JsonNode commit =
                        first(
                                get(
                                        "/search/commits?per_page=1&q=author-email%3A"
                                                + email
                                                + "&sort=committer-date",
                                        COMMITS));
                url = picture(commit.path("author"));
            }
        }
        return url.map(found -> new Avatar.Elsewhere(sized(found, wanted.size())));
    }

    private JsonNode get(String path, String alsoAccepted) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "Buildbot");
        headers.put("Accept", MEDIA + alsoAccepted);
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        Fetch.Reply reply = fetch.get(URI.create(endpoint + path), headers);
        if (debug) {
            log.info("GitHub answered {} to {}: {}", reply.status(), path, reply.body());
        }
        if (reply.status() != 200) {
            if (reply.status() != 404) {
                log.warn("GitHub answered {} to a search for a picture", reply.status());
            }
            return JSON.missingNode();
        }
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException e) {
            throw new IOException("GitHub's answer is no JSON", e);
        }
    }

    private static JsonNode first(JsonNode found) {
        return found.path("items").path(0);
    }

    /** Only a web address becomes one that browsers are sent to. */
    private static Optional<String> picture(JsonNode user) {
        String url = user.path("avatar_url").asText("");
        boolean web = url.startsWith("https://") || url.startsWith("http://");
        return web && url.chars().allMatch(c -> c > ' ' && c < 0x7f)
                ? Optional.of(url)
                : Optional.empty();
    }

    private static String sized(String url, int size) {
        if (size == 0) {
            return url;
        }
        return url + (url.contains("?") ? "&" : "?") + "s=" + size;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public List<String> pictureHosts() {
        String host = URI.create(endpoint).getAuthority();
        return endpoint.equals(PUBLIC_API)
                ? List.of("*.githubusercontent.com")
                : List.of("*.githubusercontent.com", host);
    }

    @Override
    public void close() {
        fetch.close();
    }
}
