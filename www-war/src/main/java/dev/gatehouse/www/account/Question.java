package dev.gatehouse.www.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The parameters of an address. Each reader throws {@link CallRefused} with 400 and the parameter's name where
 * it is not what it must be. Used by one thread.
 */
record Question(HttpServletRequest request) {
    /** Empty where it is not there. */
    String text(String name) {
        String[] values = request.getParameterValues(name);
        if (values != null && values.length > 1) {
            throw new CallRefused(400, "'" + name + "' is there " + values.length + " times");
        }
        return values == null ? "" : values[0];
    }

    int number(String name, int otherwise, int most) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}") || text.matches("0+") || Integer.parseInt(text) > most) {
            throw new CallRefused(400, "'" + name + "' must be a number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    /** In words or in seconds since 1970; where it is not there, the beginning of time. */
    Instant time(String name) {
        String text = text(name);
        try {
            if (text.isEmpty()) {
                return Instant.EPOCH;
            }
            return text.matches("[0-9]{1,11}")
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CallRefused(
                    400,
                    "'"
                            + name
                            + "' must be a time such as 2026-11-01T00:00:00Z, or seconds since 1970");
        }
    }
}
