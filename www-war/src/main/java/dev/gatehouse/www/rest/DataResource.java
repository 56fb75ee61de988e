package dev.gatehouse.www.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.Answer;
import dev.gatehouse.data.DataApi;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.www.EntityTag;
import dev.gatehouse.www.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data API over HTTP: GET reads, POST steers by JSON-RPC, OPTIONS answers browsers' preflights. It takes
 * the path from {@link RequestPath} and knows no resource. Any thread.
 */
@Path("api{rest: (/.*)?}")
public final class DataResource {
    /** Answers up to this size are held back until they are whole, and have a length and an ETag. */
    static final int WHOLE = 256 * 1024;

    private static final Logger log = LoggerFactory.getLogger(DataResource.class);
    static final String SPACE = "api";
    private static final List<String> OPENAPI = List.of("openapi.json");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String TOTAL = "X-Total-Count";
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);
    private static final byte[] NO_SUCH_PAGE =
            ("<!DOCTYPE html><html><head><title>404 - No Such Resource</title></head>"
                            + "<body><h1>No Such Resource</h1><p>Sorry. No luck finding that"
                            + " resource.</p></body></html>")
                    .getBytes(StandardCharsets.US_ASCII);

    /**
     * What the configuration says of this wire.
     *
     * @param buildbotUrl ends in a slash
     * @param cacheFor how long answers may be kept; zero says nothing about it
     * @param minimumVersion API versions below are not there
     */
    public record Settings(String buildbotUrl, Duration cacheFor, int minimumVersion) {}

    /** What the door would say before it looks anything up; for the exact words of a refusal. */
    @FunctionalInterface
    public interface Admission {
        void check(Caller who, List<String> path, String action);
    }

    private final DataApi api;
    private final Admission admission;
    private final Function<HttpServletRequest, Caller> callers;
    private final Cors cors;
    private final Settings settings;
    private final InstantSource clock;
    private volatile @Nullable Rendered openApi;

    public DataResource(
            DataApi api,
            Admission admission,
            Function<HttpServletRequest, Caller> callers,
            Cors cors,
            Settings settings,
            InstantSource clock) {
        this.api = api;
        this.admission = admission;
        this.callers = callers;
        this.cors = cors;
        this.settings = settings;
        this.clock = clock;
    }

    @POST
    public Response post(@Context HttpServletRequest context) throws IOException {
        HttpServletRequest request = Exchange.of(context).request();
        HttpServletResponse response = Exchange.of(context).response();
        if (!cors.allows(request)) {
            return Response.status(400)
                    .header(HttpHeaders.CONTENT_TYPE, TEXT)
                    .header("X-Content-Type-Options", "nosniff")
                    .entity(badOrigin())
                    .build();
        }
        cors.mark(request, response);
        Optional<JsonRpc.Call> call = Optional.empty();
        try {
            Optional<List<String>> path = dataPath(RequestPath.of(request));
            if (path.isEmpty()) {
                return noSuchPage().response();
            }
            JsonRpc.Call read = JsonRpc.read(request);
            call = Optional.of(read);
            Caller caller = callers.apply(request);
            ObjectNode params = read.params().put("owner", caller.owner());
            Object result = api.control(caller, path.get(), read.method(), params);
            return rpc(200, JsonRpc.result(read, result)).response();
        } catch (RuntimeException e) {
            Faults.Fault fault = Faults.of(e);
            log.debug("answered {}: {}", fault.status(), fault.message());
            if (fault.retryAfter() > 0) {
                response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(fault.retryAfter()));
            }
            if (fault.status() == 413) {
                // what may be left of the body is not worth reading
                response.setHeader("Connection", "close");
            }
            return rpc(fault.status(), JsonRpc.error(call, fault)).response();
        }
    }

    @OPTIONS
    public Response options(@Context HttpServletRequest context) {
        HttpServletRequest request = Exchange.of(context).request();
        if (request.getHeader("Origin") == null) {
            return error(400, "invalid HTTP method").response();
        }
        if (!cors.allows(request)) {
            return error(400, "invalid origin").response();
        }
        Optional<String> fault = cors.preflightFault(request);
        if (fault.isPresent()) {
            return error(400, fault.get()).response();
        }
        cors.mark(request, Exchange.of(context).response());
        return Response.ok(new byte[0]).header(HttpHeaders.CONTENT_TYPE, "text/html").build();
    }

    /**
     * Answers a request that stopped before it came here, in the same form as if the door had stopped it. Runs
     * before JAX-RS.
     *
     * @param why {@link Denied} by the chain of URL rules, or what {@link Faults} has an answer to
     */
    public void refuse(
            HttpServletRequest request, HttpServletResponse response, RuntimeException why)
            throws IOException {
        boolean control = request.getMethod().equals("POST");
        int status = 403;
        String type = control ? JsonRpc.MEDIA_TYPE : TEXT;
        byte[] body;
        if (!cors.allows(request)) {
            status = 400;
            type = TEXT;
            body = control ? badOrigin() : originFault();
        } else {
            cors.mark(request, response);
            Faults.Fault fault = Faults.of(why);
            Optional<JsonRpc.Call> call = Optional.empty();
            if (control) {
                try {
                    JsonRpc.Call read = JsonRpc.read(request);
                    call = Optional.of(read);
                    if (why instanceof Denied) {
                        admission.check(
                                callers.apply(request),
                                dataPath(RequestPath.of(request)).orElse(List.of()),
                                read.method().toLowerCase(Locale.ROOT));
                    }
                } catch (JsonRpc.Refused | Denied e) {
                    fault = Faults.of(e);
                }
            }
            if (fault.retryAfter() > 0) {
                response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(fault.retryAfter()));
            }
            status = fault.status();
            body = control ? JsonRpc.error(call, fault) : Faults.body(fault);
        }
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /**
     * GET and HEAD.
     *
     * @throws RuntimeException one that {@link ErrorMapper} has an answer to
     */
    Reply read(Exchange exchange, boolean withBody) throws IOException {
        HttpServletRequest request = exchange.request();
        if (!cors.allows(request)) {
            return error(400, "invalid origin");
        }
        cors.mark(request, exchange.response());
        RequestPath url = RequestPath.of(request);
        if (url.space().equals(SPACE) && url.rest().isEmpty()) {
            return versions(request);
        }
        Optional<List<String>> path = dataPath(url);
        if (path.isEmpty()) {
            return noSuchPage();
        }
        Caller who = callers.apply(request);
        if (path.get().equals(OPENAPI)) {
            Rendered document = openApi(api.description(who));
            return whole(exchange, "application/json; charset=utf-8", document, withBody);
        }
        Answer answer = api.get(who, path.get(), QueryString.parse(request.getQueryString()));
        boolean compact = wantsJson(request);
        Json.Form form = compact ? Json.Form.COMPACT : Json.Form.INDENTED;
        String type = compact ? "application/json; charset=utf-8" : TEXT;
        if (answer instanceof Answer.Item item) {
            return pieces(exchange, type, Pieces.of(item, form), withBody);
        }
        if (answer instanceof Answer.Items items) {
            Reply response = pieces(exchange, type, Pieces.of(items, form), withBody);
            // by now the rows are read, or the first of many are
            items.page()
                    .knownWhole()
                    .ifPresent(
                            whole -> exchange.response().setHeader(TOTAL, String.valueOf(whole)));
            return response;
        }
        return new RawAnswer(exchange, (Answer.Raw) answer, who).response(withBody);
    }

    private static boolean wantsJson(HttpServletRequest request) {
        Enumeration<String> accepted = request.getHeaders("Accept");
        while (accepted.hasMoreElements()) {
            if (accepted.nextElement().contains("application/json")) {
                return true;
            }
        }
        return false;
    }

    private Reply versions(HttpServletRequest request) {
        Object versions =
                settings.minimumVersion() < 2
                        ? Map.of("v2", settings.buildbotUrl() + "api/v2")
                        : Map.of();
        Rendered list =
                new Rendered(Json.write(Map.of("api_versions", versions), Json.Form.SPACED, true));
        if (EntityTag.known(request, list.tag())) {
            return Reply.of(304).header(HttpHeaders.ETAG, list.tag());
        }
        return Reply.of(200)
                .header(HttpHeaders.CONTENT_TYPE, JsonRpc.MEDIA_TYPE)
                .body(list.bytes())
                .header(HttpHeaders.ETAG, list.tag())
                .header(HttpHeaders.CONTENT_LENGTH, String.valueOf(list.bytes().length));
    }

    /** The path below the API's version; empty when there is no such version. */
    private Optional<List<String>> dataPath(RequestPath url) {
        List<String> rest = url.rest();
        boolean served =
                url.space().equals(SPACE)
                        && !rest.isEmpty()
                        && settings.minimumVersion() <= 2
                        && (rest.get(0).equals("v2") || rest.get(0).equals("latest"));
        return served ? Optional.of(rest.subList(1, rest.size())) : Optional.empty();
    }

    private Reply pieces(Exchange exchange, String type, Pieces pieces, boolean withBody)
            throws IOException {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        while (pieces.hasNext() && held.size() <= WHOLE) {
            held.writeBytes(pieces.next());
        }
        if (!pieces.hasNext() && held.size() <= WHOLE) {
            return whole(exchange, type, new Rendered(held.toByteArray()), withBody);
        }
        StreamingOutput rest =
                out -> {
                    held.writeTo(out);
                    while (pieces.hasNext()) {
                        out.write(pieces.next());
                    }
                };
        return exchange.streamed(data(exchange, type), rest, withBody);
    }

    private Reply whole(Exchange exchange, String type, Rendered body, boolean withBody) {
        Reply response = data(exchange, type);
        if (EntityTag.known(exchange.request(), body.tag())) {
            return response.status(304).header(HttpHeaders.ETAG, body.tag());
        }
        response.header(HttpHeaders.ETAG, body.tag())
                .header(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.bytes().length));
        return withBody ? response.body(body.bytes()) : response;
    }

    /** Rendered once: it depends on the catalogue alone. */
    private Rendered openApi(Map<String, Object> description) {
        Rendered known = openApi;
        if (known == null) {
            known = new Rendered(Json.write(description, Json.Form.COMPACT, true));
            openApi = known;
        }
        return known;
    }

    private Reply data(Exchange exchange, String type) {
        Reply response =
                Reply.of(200)
                        .header(HttpHeaders.CONTENT_TYPE, type)
                        .header("X-Content-Type-Options", "nosniff")
                        .header(HttpHeaders.VARY, "Accept, " + Keeping.BY_CALLER);
        if (settings.cacheFor().isZero()) {
            return Keeping.marked(response, callers.apply(exchange.request()));
        }
        Instant until = clock.instant().plus(settings.cacheFor());
        return response.header(HttpHeaders.EXPIRES, HTTP_DATE.format(until))
                .header("Pragma", "no-cache");
    }

    private static Reply rpc(int status, byte[] body) {
        return Reply.of(status)
                .header(HttpHeaders.CONTENT_TYPE, JsonRpc.MEDIA_TYPE)
                .header("X-Content-Type-Options", "nosniff")
                .body(body);
    }

    private static Reply error(int status, String message) {
        return Reply.of(status)
                .header(HttpHeaders.CONTENT_TYPE, TEXT)
                .header("X-Content-Type-Options", "nosniff")
                .body(Json.write(Map.of("error", message), Json.Form.SPACED, true));
    }

    private static Reply noSuchPage() {
        return Reply.of(404)
                .header(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .body(NO_SUCH_PAGE);
    }

    private static byte[] originFault() {
        return Json.write(Map.of("error", "invalid origin"), Json.Form.SPACED, true);
    }

    private static byte[] badOrigin() {
        return Json.write(
                Map.of("error", Map.of("message", "invalid origin")), Json.Form.SPACED, true);
    }
}
