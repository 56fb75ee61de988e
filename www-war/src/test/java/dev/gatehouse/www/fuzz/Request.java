package dev.gatehouse.www.fuzz;

import java.nio.charset.StandardCharsets;

/**
 * One generated request.
 *
 * @param target path and query as they go over the wire
 */
record Request(String method, String target, String body) {

    byte[] bytes() {
        String headers =
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\n"
                        + (body.isEmpty()
                                ? ""
                                : "Content-Type: application/json\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n")
                        + "\r\n"
                        + body;
        return headers.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return method + " " + target + (body.isEmpty() ? "" : " " + body);
    }
}
