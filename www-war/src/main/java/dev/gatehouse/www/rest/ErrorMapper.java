package dev.gatehouse.www.rest;

import dev.gatehouse.www.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an exception becomes an HTTP answer; see {@link Faults} for which becomes what. */
public final class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger log = LoggerFactory.getLogger(ErrorMapper.class);

    private final HttpServletRequest request;

    public ErrorMapper(@Context HttpServletRequest request) {
        this.request = request;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        if (thrown instanceof NotAllowedException refused) {
            return notAllowed(refused);
        }
        return reply(thrown).response();
    }

    static Reply reply(Throwable thrown) {
        Faults.Fault fault = Faults.of(thrown);
        log.debug("answered {}: {}", fault.status(), fault.message());
        Reply response = Reply.of(fault.status());
        if (fault.retryAfter() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, fault.retryAfter());
        }
        return text(response, fault);
    }

    private Response notAllowed(NotAllowedException refused) {
        if (RequestPath.of(request).space().equals("api")) {
            return text(Reply.of(400), new Faults.Fault(400, 0, "invalid HTTP method")).response();
        }
        return text(
                        Reply.of(405)
                                .header(
                                        HttpHeaders.ALLOW,
                                        refused.getResponse().getHeaderString(HttpHeaders.ALLOW)),
                        new Faults.Fault(405, 0, "this method is not supported here"))
                .response();
    }

    private static Reply text(Reply response, Faults.Fault fault) {
        return response.header(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .body(Faults.body(fault));
    }
}
