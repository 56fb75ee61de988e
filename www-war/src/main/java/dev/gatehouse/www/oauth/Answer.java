package dev.gatehouse.www.oauth;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What a provider sent back by way of the browser; a part that did not come is empty.
 *
 * @param issuer who says it is answering
 */
record Answer(String code, String state, String error, String description, String issuer) {
    static Answer of(HttpServletRequest request) {
        return new Answer(
                once(request, "code"),
                once(request, "state"),
                once(request, "error"),
                once(request, "error_description"),
                once(request, "iss"));
    }

    /** A parameter given twice could mean two things. */
    private static String once(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null || values.length != 1 ? "" : values[0];
    }
}
