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
    private @Nullable Event latest;
    private final Map<Slot, String> texts = new HashMap<>();

    /** Subscribers who may see less get another message. */
    private record Slot(boolean sse, List<String> key, Object message) {}

    synchronized String webSocket(Event event, List<String> key, Object message) {
        return texts(event)
                .computeIfAbsent(
                        new Slot(false, key, message),
                        slot -> {
                            Map<String, Object> frame = new LinkedHashMap<>();
                            frame.put("k", String.join("/", key));
                            frame.put("m", message);
                            return Json.text(frame, Json.Form.COMPACT, false);
                        });
    }

    synchronized String serverSent(Event event, List<String> key, Object message) {
        return texts(event)
                .computeIfAbsent(
                        new Slot(true, key, message),
                        slot -> {
                            Map<String, Object> data = new LinkedHashMap<>();
                            data.put("key", key);
                            data.put("message", message);
                            return "id: "
                                    + event.id()
                                    + "\nevent: event\ndata: "
                                    + Json.text(data, Json.Form.SPACED, false)
                                    + "\n\n";
                        });
    }

    private Map<Slot, String> texts(Event event) {
        if (event != latest) {
            texts.clear();
            latest = event;
        }
        return texts;
    }
}
