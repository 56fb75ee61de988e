package dev.gatehouse.www.rest;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.www.EntityTag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.util.Optional;

/** Bytes that are no JSON, such as a whole log: all of them, or the part that is asked for. One request's. */
final class RawAnswer {
    /** What a build wrote must not run as a page of ours. */
    private static final String POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final Exchange exchange;
    private final Answer.Raw raw;
    private final Caller who;

    RawAnswer(Exchange exchange, Answer.Raw raw, Caller who) {
        this.exchange = exchange;
        this.raw = raw;
        this.who = who;
    }

    Reply response(boolean withBody) throws IOException {
        String version = raw.content().version();
        if (version == null) {
            return whole(headers(Reply.of(200)), withBody);
        }
        String tag = EntityTag.ofVersion(version);
        if (EntityTag.known(exchange.request(), tag)) {
            return tagged(Reply.of(304), tag);
        }
        Reply response = tagged(headers(Reply.of(200)), tag).header("Accept-Ranges", "bytes");
        HttpServletRequest request = exchange.request();
        String range = request.getHeader("Range");
        // A range is for GET alone; and what If-Range names must be what there is.
        String condition = request.getHeader("If-Range");
        if (range == null || !withBody || (condition != null && !condition.equals(tag))) {
            return whole(response, withBody);
        }
        return part(response, range);
    }

    private Reply tagged(Reply response, String tag) {
        return Keeping.marked(
                response.header(HttpHeaders.ETAG, tag).header(HttpHeaders.VARY, Keeping.BY_CALLER),
                who);
    }

    private Reply headers(Reply response) {
        response.header(HttpHeaders.CONTENT_TYPE, raw.mediaType())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", POLICY);
        String name = raw.fileName();
        return name == null
                ? response
                : response.header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(name));
    }

    /** With its length, where that is known: the client sees how much is left, and it costs less than pieces do. */
    private Reply whole(Reply response, boolean withBody) {
        raw.content()
                .knownLength()
                .ifPresent(length -> response.header(HttpHeaders.CONTENT_LENGTH, length));
        return exchange.streamed(response, out -> raw.content().writeTo(out), withBody);
    }

    private Reply part(Reply response, String header) throws IOException {
        long length = raw.content().length();
        Optional<ByteRange> asked = ByteRange.of(header, length);
        if (asked.isEmpty()) {
            return whole(response, true);
        }
        ByteRange range = asked.get();
        if (!range.satisfiable()) {
            return Reply.of(416)
                    .header("Content-Range", range.of(length))
                    .header(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .body(Faults.body(new Faults.Fault(416, 0, "there are " + length + " bytes")));
        }
        response.status(206)
                .header("Content-Range", range.of(length))
                .header(HttpHeaders.CONTENT_LENGTH, range.count());
        return exchange.streamed(
                response, out -> raw.content().writeTo(out, range.from(), range.count()), true);
    }
}
