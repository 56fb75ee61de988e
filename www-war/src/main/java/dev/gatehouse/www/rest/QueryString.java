package dev.gatehouse.www.rest;

import dev.gatehouse.data.query.BadQuery;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters after the question mark, in the order given. Read from the raw text, because a container's
 * own reading mixes in the body and depends on its settings.
 */
final class QueryString {
    /** More than anybody asks for; refused beyond. */
    private static final int MAX_PARAMETERS = 500;

    private QueryString() {}

    static Map<String, List<String>> parse(@Nullable String raw) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return parameters;
        }
        String[] pairs = raw.split("&", -1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new BadQuery("more than " + MAX_PARAMETERS + " query parameters");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            // a name alone is no parameter, as in the original
            if (equals >= 0) {
                parameters
                        .computeIfAbsent(decode(pair.substring(0, equals)), n -> new ArrayList<>())
                        .add(decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        if (isPlain(text)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes.write(' ');
            } else if (c == '%') {
                bytes.write(escape(text, i));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadQuery("the query string is not UTF-8");
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' || c == '%' || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static int escape(String text, int at) {
        if (at + 2 < text.length()) {
            int high = Character.digit(text.charAt(at + 1), 16);
            int low = Character.digit(text.charAt(at + 2), 16);
            if (high >= 0 && low >= 0) {
                return high * 16 + low;
            }
        }
        throw new BadQuery(
                "the query string has a '%' without two hexadecimal digits after it; a literal"
                        + " one is written %25");
    }
}
