package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.data.json.JsonMappers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assertions;

/**
 * A strict authorization server with one consenting user, over HTTP. It refuses what a careless one would let
 * pass: another client, secret, redirect address or verifier, a code twice, a challenge that is not S256, a
 * token in an address. What it was asked is in {@link #asked}.
 */
abstract class FakeSite implements AutoCloseable {
    static final String CLIENT = "client-1";
    static final String SECRET = "s3cr3t-of-client-1";
    static final String BACK = "http://farm.example.org/auth/login";

    static final ObjectMapper JSON = JsonMappers.builder().build();

    /** Method and address of every request but those of browsers. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** What the last browser was sent here with. */
    volatile Map<String, String> authorization = Map.of();

    /** Give refresh tokens, each good for once. */
    volatile boolean refreshing;

    /** What it says of both tokens, in seconds; 0: they have no end. */
    volatile int expiresIn;

    /** Answer questions with this status; 0: as they are. */
    volatile int apiStatus;

    /** Refuse codes with this error. */
    volatile String tokenError = "";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<String> refreshTokens = new CopyOnWriteArrayList<>();

    /** An answer of the API: status and JSON. */
    record Said(int status, Object body) {
        static Said ok(Object body) {
            return new Said(200, body);
        }
    }

    FakeSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    final String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    abstract String authorizePath();

    abstract String tokenPath();

    abstract String scope();

    /** {@code Bearer} or {@code token}. */
    String scheme() {
        return "Bearer";
    }

    /** GitHub answers 200 even then. */
    int tokenErrorStatus() {
        return 400;
    }

    /** What comes back to the browser besides code and state. */
    Map<String, String> besides() {
        return Map.of();
    }

    /** Further fields of the answer to a code. */
    Map<String, Object> tokenFields(Map<String, String> authorization) {
        return Map.of();
    }

    /** The API, for who has a token. */
    abstract Said api(String method, String path, Map<String, String> query, String body)
            throws Exception;

    /** What needs no token; null: the API. */
    Said open(String path) throws Exception {
        return null;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals(authorizePath())) {
                authorize(exchange, query);
                return;
            }
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            Said open = open(path);
            if (open != null) {
                answer(exchange, open);
            } else if (path.equals(tokenPath())) {
                answer(exchange, token(exchange, form(body)));
            } else if (query.containsKey("access_token")) {
                answer(exchange, new Said(400, Map.of("error", "tokens belong into a header")));
            } else if (!tokens.contains(presented(exchange))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", scheme());
                answer(exchange, new Said(401, Map.of("message", "Bad credentials")));
            } else if (apiStatus != 0) {
                answer(exchange, new Said(apiStatus, Map.of("message", "Not today")));
            } else {
                answer(exchange, api(exchange.getRequestMethod(), path, query, body));
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private String presented(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String prefix = scheme() + " ";
        return header != null && header.startsWith(prefix) ? header.substring(prefix.length()) : "";
    }

    private void authorize(HttpExchange exchange, Map<String, String> query) throws IOException {
        authorization = query;
        String fault = fault(query);
        if (!fault.isEmpty()) {
            answer(exchange, new Said(400, Map.of("error", fault)));
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, query);
        Map<String, String> back = new LinkedHashMap<>(besides());
        back.put("code", code);
        back.put("state", query.get("state"));
        exchange.getResponseHeaders().set("Location", BACK + "?" + query(back));
        exchange.sendResponseHeaders(302, -1);
    }

    private String fault(Map<String, String> query) {
        if (!CLIENT.equals(query.get("client_id"))) {
            return "client_id";
        }
        if (!BACK.equals(query.get("redirect_uri"))) {
            return "redirect_uri";
        }
        if (!"code".equals(query.get("response_type"))) {
            return "response_type";
        }
        if (!scope().equals(query.getOrDefault("scope", ""))) {
            return "scope";
        }
        if (!"S256".equals(query.get("code_challenge_method"))
                || query.getOrDefault("code_challenge", "").length() != 43) {
            return "code_challenge";
        }
        return query.getOrDefault("state", "").length() < 22 ? "state" : "";
    }

    private Said token(HttpExchange exchange, Map<String, String> form) throws Exception {
        if (!tokenError.isEmpty()) {
            return refuse(tokenError);
        }
        if (!authenticated(exchange, form)) {
            return refuse("invalid_client");
        }
        if ("refresh_token".equals(form.get("grant_type"))) {
            return refreshTokens.remove(form.get("refresh_token"))
                    ? given(Map.of())
                    : refuse("invalid_grant");
        }
        Map<String, String> given = codes.remove(form.getOrDefault("code", ""));
        if (given == null
                || !"authorization_code".equals(form.get("grant_type"))
                || !given.get("redirect_uri").equals(form.get("redirect_uri"))
                || !given.get("code_challenge")
                        .equals(challenge(form.getOrDefault("code_verifier", "")))) {
            return refuse("invalid_grant");
        }
        return given(given);
    }

    private Said given(Map<String, String> authorization) {
        String token = "token-" + UUID.randomUUID();
        tokens.add(token);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("access_token", token);
        said.put("token_type", "bearer");
        said.put("scope", scope());
        if (refreshing) {
            String refresh = "refresh-" + UUID.randomUUID();
            refreshTokens.add(refresh);
            said.put("refresh_token", refresh);
            said.put("expires_in", expiresIn);
            said.put("refresh_expires_in", expiresIn);
        }
        said.putAll(tokenFields(authorization));
        return Said.ok(said);
    }

    private boolean authenticated(HttpExchange exchange, Map<String, String> form) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header != null) {
            String both = CLIENT + ":" + SECRET;
            return header.equals(
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }
        return CLIENT.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
    }

    private Said refuse(String error) {
        return new Said(
                tokenErrorStatus(),
                Map.of("error", error, "error_description", "internal words of the provider"));
    }

    private static String challenge(String verifier) throws Exception {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256")
                                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void answer(HttpExchange exchange, Said said) throws IOException {
        byte[] bytes =
                said.body() instanceof String text
                        ? text.getBytes(StandardCharsets.UTF_8)
                        : JSON.writeValueAsBytes(said.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(said.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            String value = parts.length == 1 ? "" : parts[1];
            String before =
                    form.put(
                            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                            URLDecoder.decode(value, StandardCharsets.UTF_8));
            Assertions.assertNull(before, "a parameter given twice: " + pair);
        }
        return form;
    }

    static String query(Map<String, String> parameters) {
        return String.join(
                "&",
                parameters.entrySet().stream()
                        .map(
                                entry ->
                                        entry.getKey()
                                                + "="
                                                + URLEncoder.encode(
                                                        entry.getValue(), StandardCharsets.UTF_8))
                        .toList());
    }

    /** As a browser would that is sent here: where it is sent back to. */
    final String consent(String address) throws Exception {
        var answer =
                java.net.http.HttpClient.newHttpClient()
                        .send(
                                java.net.http.HttpRequest.newBuilder(URI.create(address)).build(),
                                java.net.http.HttpResponse.BodyHandlers.ofString());
        Assertions.assertEquals(302, answer.statusCode(), answer.body());
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
