package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.gatehouse.data.json.JsonMappers;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to a provider about the person whose token it is. The token travels in a header: addresses end
 * up in logs. Any thread.
 */
final class Api {
    static final ObjectMapper JSON = JsonMappers.builder().build();

    private static final Logger log = LoggerFactory.getLogger(Api.class);

    /** What one page of a list holds at most, at every provider. */
    private static final int PAGE = 100;

    /** A thousand groups do not fit into a cookie anyway. */
    private static final int MAX_PAGES = 10;

    private final Outbound outbound;
    private final String base;
    private final String authorization;

    /**
     * @param base what paths are appended to
     * @param authorization the header's value
     */
    Api(Outbound outbound, String base, String authorization) {
        this.outbound = outbound;
        this.base = base;
        this.authorization = authorization;
    }

    /**
     * @param path with a slash at its start; said to the browser when it fails, without its query
     */
    JsonNode get(String path) throws OAuthFailed {
        return read(path, send(path, request(HTTPRequest.Method.GET, base + path)));
    }

    /** As {@link #get}; a missing node where the provider says that we may not know. */
    JsonNode getIfAllowed(String path) throws OAuthFailed {
        HTTPResponse answer = sent(path, request(HTTPRequest.Method.GET, base + path));
        if (answer.getStatusCode() == 403 || answer.getStatusCode() == 404) {
            log.info("{} of {} is kept from us: {}", path, base, answer.getStatusCode());
            return JSON.missingNode();
        }
        return read(path, checked(path, answer));
    }

    /** One GraphQL question. */
    JsonNode graphql(String address, String query) throws OAuthFailed {
        HTTPRequest request = request(HTTPRequest.Method.POST, address);
        request.setEntityContentType(ContentType.APPLICATION_JSON);
        request.setBody(JSON.createObjectNode().put("query", query).toString());
        JsonNode answer = read("/graphql", send("/graphql", request));
        if (!answer.path("data").isObject()) {
            throw OAuthFailed.resource("/graphql", 200, answer.path("errors").toString());
        }
        return answer.path("data");
    }

    /** All items of a list whose pages are asked by {@code page} and {@code per_page}. */
    List<JsonNode> list(String path) throws OAuthFailed {
        List<JsonNode> items = new ArrayList<>();
        String query = path + (path.contains("?") ? "&" : "?") + "per_page=" + PAGE + "&page=";
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode answer = get(query + page);
            answer.forEach(items::add);
            if (answer.size() < PAGE) {
                return items;
            }
        }
        log.warn("{}{} is longer than {} items; the rest is not read", base, path, items.size());
        return items;
    }

    /** All items of a list in Bitbucket's manner: {@code values}, and {@code next} where there are more. */
    List<JsonNode> values(String path) throws OAuthFailed {
        List<JsonNode> items = new ArrayList<>();
        String query = path + (path.contains("?") ? "&" : "?") + "pagelen=" + PAGE + "&page=";
        for (int page = 1; page <= MAX_PAGES; page++) {
            JsonNode answer = get(query + page);
            answer.path("values").forEach(items::add);
            if (!answer.hasNonNull("next")) {
                return items;
            }
        }
        log.warn("{}{} is longer than {} items; the rest is not read", base, path, items.size());
        return items;
    }

    private HTTPRequest request(HTTPRequest.Method method, String address) {
        HTTPRequest request = new HTTPRequest(method, URI.create(address));
        request.setAuthorization(authorization);
        request.setAccept("application/json");
        return request;
    }

    private HTTPResponse send(String path, HTTPRequest request) throws OAuthFailed {
        return checked(path, sent(path, request));
    }

    private HTTPResponse sent(String path, HTTPRequest request) throws OAuthFailed {
        try {
            return outbound.send(request);
        } catch (IOException e) {
            throw OAuthFailed.provider(
                    "the provider cannot be reached",
                    request.getURI().getHost() + bare(path) + ": " + e.getMessage());
        }
    }

    private static HTTPResponse checked(String path, HTTPResponse answer) throws OAuthFailed {
        int status = answer.getStatusCode();
        if (status == 200) {
            return answer;
        }
        String why =
                bare(path)
                        + ": "
                        + status
                        + " www-authenticate: "
                        + answer.getHeaderValue("WWW-Authenticate")
                        + " "
                        + answer.getBody();
        throw status == 401 || isLockedOut(answer)
                ? OAuthFailed.notTaken(bare(path), status, why)
                : OAuthFailed.resource(bare(path), status, why);
    }

    /** GitHub and GitLab answer 403 to the token of a locked account, and GitHub to one that asks too often. */
    private static boolean isLockedOut(HTTPResponse answer) {
        String body = String.valueOf(answer.getBody()).toLowerCase(Locale.ROOT);
        return answer.getStatusCode() == 403
                && body.contains("account")
                && (body.contains("suspended") || body.contains("blocked"))
                && !body.contains("rate limit");
    }

    private static JsonNode read(String path, HTTPResponse answer) throws OAuthFailed {
        try {
            return JSON.readTree(String.valueOf(answer.getBody()));
        } catch (JsonProcessingException e) {
            throw OAuthFailed.resource(bare(path), 200, bare(path) + " is no JSON");
        }
    }

    private static String bare(String path) {
        return path.split("\\?", 2)[0];
    }
}
