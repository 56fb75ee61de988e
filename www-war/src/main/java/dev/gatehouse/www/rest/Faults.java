package dev.gatehouse.www.rest;

import dev.gatehouse.data.Conflict;
import dev.gatehouse.data.DoesNotFit;
import dev.gatehouse.data.InvalidArguments;
import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.NotSupported;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Unrecognised;
import dev.gatehouse.data.query.BadQuery;
import jakarta.ws.rs.WebApplicationException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What our exceptions are on the wire: an HTTP status, a JSON-RPC code, a message. What we do not know
 * becomes a random id, which is also in the log with the stack trace; internals never leave.
 */
final class Faults {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    /**
     * @param message a text, or the texts of the faulty arguments by their names
     * @param retryAfter seconds after which to try again; 0 when trying again does not help
     * @param data what programs need to know besides
     */
    record Fault(int status, int code, Object message, int retryAfter, Map<String, Object> data) {
        Fault(int status, int code, Object message, int retryAfter) {
            this(status, code, message, retryAfter, Map.of());
        }

        Fault(int status, int code, Object message) {
            this(status, code, message, 0);
        }
    }

    private Faults() {}

    static Fault of(Throwable thrown) {
        if (thrown instanceof Denied denied) {
            Map<String, Object> data =
                    denied.confirm()
                            .map(what -> Map.<String, Object>of("confirm", what))
                            .orElse(Map.of());
            return new Fault(403, -32600, text(thrown), 0, data);
        }
        if (thrown instanceof Unrecognised unrecognised) {
            int wait = unrecognised.retryAfter();
            return new Fault(wait > 0 ? 429 : 401, -32600, text(thrown), wait);
        }
        if (thrown instanceof NotFound) {
            return new Fault(404, -32600, text(thrown));
        }
        if (thrown instanceof BadQuery) {
            return new Fault(400, -32601, text(thrown));
        }
        if (thrown instanceof NotSupported) {
            return new Fault(501, -32601, text(thrown));
        }
        if (thrown instanceof InvalidArguments invalid) {
            return new Fault(400, -32602, invalid.faults());
        }
        if (thrown instanceof Conflict) {
            return new Fault(409, -32600, text(thrown));
        }
        if (thrown instanceof DoesNotFit) {
            return new Fault(400, -32602, text(thrown));
        }
        if (thrown instanceof Unavailable) {
            return new Fault(503, -32603, text(thrown), 10);
        }
        if (thrown instanceof JsonRpc.Refused refused) {
            return new Fault(refused.status(), refused.code(), text(thrown));
        }
        if (thrown instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            int status = web.getResponse().getStatus();
            return new Fault(status, -32600, web.getResponse().getStatusInfo().getReasonPhrase());
        }
        return unknown(thrown);
    }

    private static Fault unknown(Throwable thrown) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()).substring(4);
        log.error("internal error {}", id, thrown);
        return new Fault(500, -32603, "internal error - see logs, id " + id);
    }

    static byte[] body(Fault fault) {
        return Json.write(Map.of("error", fault.message()), Json.Form.SPACED, false);
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }
}
