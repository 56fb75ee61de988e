package dev.gatehouse.data.event;

import java.util.List;

/** Fills a type's event paths from a record. The catalogue is one. */
@FunctionalInterface
public interface EventKeys {
    List<List<String>> keysOf(Announcement news);
}
