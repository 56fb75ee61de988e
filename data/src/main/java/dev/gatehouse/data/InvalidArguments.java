package dev.gatehouse.data;

import java.util.LinkedHashMap;
import java.util.Map;

/** An action's arguments are wrong: one text per field, all of them at once, in the order of the fields. */
public final class InvalidArguments extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final LinkedHashMap<String, String> faults;

    public InvalidArguments(Map<String, String> faults) {
        super(faults.toString());
        this.faults = new LinkedHashMap<>(faults);
    }

    /** Field name to text. */
    public Map<String, String> faults() {
        return java.util.Collections.unmodifiableMap(faults);
    }
}
