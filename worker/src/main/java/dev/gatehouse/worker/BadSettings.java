package dev.gatehouse.worker;

import java.util.List;

/** A worker's settings cannot be used; the message lists every fault, one a line. */
public final class BadSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    BadSettings(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong and what would be right, one sentence each. */
    public List<String> faults() {
        return faults;
    }
}
