package dev.gatehouse.www.stream;

import dev.gatehouse.data.event.Event;
import dev.gatehouse.www.rest.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each event as text, made once for all who get it. Remembers the latest event only, since the bus tells
 * one after the other. Any thread.
 */
final class Encoded {

    /** How a wire writes an event. */
    enum Form {
        SOCKET {
            @Override
            String text(Event event, List<String> key, Object message) {
                return Json.text(frame(key, message), Json.Form.COMPACT, false);
            }
        },
        SOCKET_WITH_ID {
            @Override
            String text(Event event, List<String> key, Object message) {
                Map<String, Object> frame = frame(key, message);
                frame.put("id", event.id());
                return Json.text(frame, Json.Form.COMPACT, false);
            }
        },
        SERVER_SENT {
            @Override
            String text(Event event, List<String> key, Object message) {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("key", key);
                data.put("message", message);
                return "id: "
                        + event.id()
                        + "\nevent: event\ndata: "
                        + Json.text(data, Json.Form.SPACED, false)
                        + "\n\n";
            }
        };

        abstract String text(Event event, List<String> key, Object message);

        private static Map<String, Object> frame(List<String> key, Object message) {
            Map<String, Object> frame = new LinkedHashMap<>();
            frame.put("k", String.join("/", key));
            frame.put("m", message);
            return frame;
        }
    }

    private @Nullable Event latest;
    private final Map<Slot, String> texts = new HashMap<>();

    /** Subscribers who may see less get another message. */
    private record Slot(Form form, List<String> key, Object message) {}

    synchronized String text(Form form, Event event, List<String> key, Object message) {
        if (event != latest) {
            texts.clear();
            latest = event;
        }
        return texts.computeIfAbsent(
                new Slot(form, key, message), slot -> form.text(event, key, message));
    }
}
