package dev.gatehouse.data;

import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.event.Event;
import dev.gatehouse.data.event.EventListener;

/**
 * The events as one caller may see them: each is held against the rules when it is delivered, so that a
 * right that is lost is lost on open streams too. Any thread.
 */
record EventView(Caller who, Access access, Catalog catalog) {

    EventListener of(EventListener listener) {
        return (event, key, message) -> {
            if (!mayRead(event)) {
                return;
            }
            Narrowing narrowing = access.narrow(who, event.type());
            if (narrowing.sees(event.scope())) {
                listener.deliver(event, key, redacted(event, message, narrowing));
            }
        };
    }

    private boolean mayRead(Event event) {
        try {
            access.checkPath(who, "get", event.type());
            return true;
        } catch (Denied noLonger) {
            return false;
        }
    }

    private Object redacted(Event event, Object message, Narrowing narrowing) {
        return catalog.type(event.type())
                .map(type -> redacted(type, message, narrowing))
                .orElse(message);
    }

    private static <T> Object redacted(ResourceType<T> type, Object message, Narrowing narrowing) {
        return type.record().isInstance(message)
                ? type.redacted(type.record().cast(message), narrowing)
                : message;
    }
}
