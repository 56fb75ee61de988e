package dev.gatehouse.www.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.www.rest.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a WebSocket client may ask: {@code ping}, {@code startConsuming} and {@code stopConsuming}, with
 * answers in the words that clients know. A {@code resume} beside the path gives the events their ids: null
 * to begin, the last id seen to go on. Any thread.
 */
final class SocketCommands {
    private static final int MAX_PATH = 1000;
    private static final String PATH = "path";
    private static final String RESUME = "resume";
    private static final Logger log = LoggerFactory.getLogger(SocketCommands.class);

    private final Subscriptions subscriptions;
    private final Consumer<String> out;
    private volatile boolean withIds;

    /** A command that cannot be carried out. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    SocketCommands(Subscriptions subscriptions, Consumer<String> out) {
        this.subscriptions = subscriptions;
        this.out = out;
    }

    /** Whether the client has asked for ids. */
    boolean withIds() {
        return withIds;
    }

    /**
     * @param frame is taken apart
     * @return what closes the connection, as frames that make no sense do; empty when it was answered
     */
    String answer(ObjectNode frame) {
        JsonNode id = frame.remove("_id");
        JsonNode type = frame.remove("type");
        if (absent(id) && absent(type)) {
            error("no '_id' or 'type' in websocket frame", 400, null);
            return "";
        }
        JsonNode command = frame.remove("cmd");
        if (absent(command)) {
            error("no 'cmd' in websocket frame", 400, null);
            return "";
        }
        if (!command.isTextual()) {
            return "'cmd' must be a text";
        }
        try {
            run(command.textValue(), frame, id);
        } catch (Refused e) {
            error(String.valueOf(e.getMessage()), e.code, id);
        } catch (Denied e) {
            error(String.valueOf(e.getMessage()), 403, id);
        } catch (RuntimeException e) {
            log.error("a WebSocket command failed", e);
            error("Internal Error - see logs", 500, id);
        }
        return "";
    }

    private void run(String command, ObjectNode arguments, @Nullable JsonNode id) {
        switch (command) {
            case "ping" -> {
                check(command, arguments, Set.of());
                out.accept(answer("pong", id, null));
            }
            case "startConsuming" -> {
                check(command, arguments, Set.of(PATH, RESUME));
                start(path(command, arguments), arguments.get(RESUME), id);
            }
            case "stopConsuming" -> {
                check(command, arguments, Set.of(PATH));
                String path = path(command, arguments);
                if (!subscriptions.stop(EventPattern.of(path))) {
                    throw new Refused(400, "path was not consumed '" + path + "'");
                }
                out.accept(answer("OK", id, null));
            }
            default -> throw new Refused(404, "no such command type '" + command + "'");
        }
    }

    private void start(String path, @Nullable JsonNode resume, @Nullable JsonNode id) {
        if (path.length() > MAX_PATH) {
            throw new Refused(400, "a path has at most " + MAX_PATH + " characters");
        }
        EventPattern pattern = EventPattern.of(path);
        boolean known = subscriptions.has(pattern);
        if (!known && subscriptions.full()) {
            throw new Refused(400, "at most " + Streams.MAX_PATHS + " paths can be consumed");
        }
        if (resume == null) {
            subscriptions.start(pattern, Encoded.Form.SOCKET);
            out.accept(answer("OK", id, null));
            return;
        }
        if (known) {
            throw new Refused(
                    400, "path is consumed already '" + path + "': stop it before you resume it");
        }
        resume(pattern, resume, id);
    }

    private void resume(EventPattern pattern, JsonNode resume, @Nullable JsonNode id) {
        Gate.Telling telling = resumed -> answer("OK", id, resumed);
        if (resume.isNull()) {
            subscriptions.start(pattern, Encoded.Form.SOCKET_WITH_ID, telling);
        } else if (resume.isTextual()) {
            subscriptions.resume(pattern, resume.textValue(), Encoded.Form.SOCKET_WITH_ID, telling);
        } else {
            throw new Refused(400, "'resume' must be the id of an event or null");
        }
        withIds = true;
    }

    private static void check(String command, ObjectNode arguments, Set<String> legal) {
        arguments
                .fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!legal.contains(name)) {
                                throw wrong(command, "got an unexpected keyword argument '" + name);
                            }
                        });
    }

    private static String path(String command, ObjectNode arguments) {
        JsonNode path = arguments.get(PATH);
        if (path == null) {
            throw wrong(command, "missing 1 required positional argument: '" + PATH);
        }
        if (!path.isTextual()) {
            throw new Refused(400, "invalid path format '" + PythonText.of(path) + "'");
        }
        return path.textValue();
    }

    private static Refused wrong(String command, String fault) {
        return new Refused(
                400, "Invalid method argument 'WsProtocol.cmd_" + command + "() " + fault + "''");
    }

    private static boolean absent(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }

    private static String answer(String message, @Nullable JsonNode id, @Nullable Resumed resumed) {
        Map<String, @Nullable Object> reply = new LinkedHashMap<>();
        reply.put("msg", message);
        reply.put("code", 200);
        reply.put("_id", id);
        if (resumed != null) {
            reply.put("resumed", resumed.how().word);
            reply.put("id", resumed.position());
        }
        return Json.text(reply, Json.Form.COMPACT, false);
    }

    private void error(String message, int code, @Nullable JsonNode id) {
        Map<String, @Nullable Object> reply = new LinkedHashMap<>();
        reply.put("error", message);
        reply.put("code", code);
        reply.put("_id", id);
        out.accept(Json.text(reply, Json.Form.COMPACT, false));
    }
}
