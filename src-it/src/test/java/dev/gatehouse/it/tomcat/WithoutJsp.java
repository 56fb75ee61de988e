package dev.gatehouse.it.tomcat;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

/** Keeps one complaint out of the log: the embedded Tomcat has no JSP, and nobody misses it. */
public final class WithoutJsp implements Filter {
    @Override
    public boolean isLoggable(LogRecord record) {
        return !(record.getThrown() instanceof ClassNotFoundException missing
                && String.valueOf(missing.getMessage()).contains("jasper"));
    }
}
