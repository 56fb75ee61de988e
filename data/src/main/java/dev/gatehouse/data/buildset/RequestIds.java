package dev.gatehouse.data.buildset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody who asked for builds gets: {@code [bsid, {"builderid": brid}]} on the wire.
 *
 * @param brids the request for each builder
 */
public record RequestIds(long bsid, Map<Long, Long> brids) {
    public RequestIds {
        brids = Collections.unmodifiableMap(new TreeMap<>(brids));
    }

    @JsonValue
    List<Object> wire() {
        return List.of(bsid, brids);
    }
}
