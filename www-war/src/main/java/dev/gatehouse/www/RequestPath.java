package dev.gatehouse.www;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which thing a request is about: the URL's path below the context path, segment by segment, each decoded
 * exactly once. The access rules, the door and every wire see this and nothing else, so that no two of
 * them can read one URL in two ways. What could be read in two ways is refused. Immutable.
 *
 * <p>{@code /api/v2/builders/a%2Fb} has the segments {@code api}, {@code v2}, {@code builders},
 * {@code a/b}. A slash at the end makes an empty last segment.
 */
public record RequestPath(List<String> segments) {
    static final String ATTRIBUTE = RequestPath.class.getName();

    /** Of the path as it is sent. Most containers stop at 8 KiB for all headers, some at a megabyte. */
    static final int MAX_LENGTH = 8000;

    /** A path that could be read in two ways. The message says which part, without repeating it. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    public RequestPath {
        segments = List.copyOf(segments);
    }

    /** What {@link RequestPathFilter} found. */
    public static RequestPath of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestPath path) {
            return path;
        }
        throw new IllegalStateException("RequestPathFilter did not see this request");
    }

    /**
     * Reads the request line's path, which the container has not decoded. What a container takes for the
     * context path is read as strictly as the rest: some see {@code /ci} in {@code /ci;x} and
     * {@code /a/../ci}.
     */
    static RequestPath read(HttpServletRequest request) {
        return below(request.getServletContext().getContextPath(), request.getRequestURI());
    }

    /**
     * @param context where the application is, decoded or not; empty or a slash for the root
     * @param uri the whole path, not decoded
     */
    static RequestPath below(String context, String uri) {
        if (uri.length() > MAX_LENGTH) {
            throw new Refused("the path is longer than " + MAX_LENGTH + " characters");
        }
        RequestPath whole = parse(uri);
        if (context.length() <= 1) {
            return whole;
        }
        List<String> segments = whole.segments();
        List<String> prefix = List.of(context.substring(1).split("/", -1));
        boolean below =
                segments.size() >= prefix.size()
                        && (segments.subList(0, prefix.size()).equals(prefix)
                                || segments.subList(0, prefix.size())
                                        .equals(parse(context).segments()));
        if (!below) {
            throw new Refused("the path must begin with the deployment's context path as it is");
        }
        return segments.size() == prefix.size()
                ? new RequestPath(List.of(""))
                : new RequestPath(segments.subList(prefix.size(), segments.size()));
    }

    /**
     * @param raw a path, not decoded
     * @throws Refused when it could be read in two ways
     */
    public static RequestPath parse(String raw) {
        if (!raw.startsWith("/")) {
            if (raw.isEmpty()) {
                return new RequestPath(List.of(""));
            }
            throw new Refused("the path must begin with '/'");
        }
        List<String> segments = new ArrayList<>();
        int from = 1;
        while (from <= raw.length()) {
            int slash = raw.indexOf('/', from);
            int to = slash < 0 ? raw.length() : slash;
            int number = segments.size() + 1;
            if (from == to && slash >= 0) {
                throw new Refused("segment " + number + " of the path is empty: '//'");
            }
            segments.add(segment(raw.substring(from, to), number));
            from = to + 1;
        }
        return new RequestPath(segments);
    }

    /** The first segment, which names the wire: {@code api}, {@code ws}, …; empty for the root. */
    public String space() {
        return segments.get(0);
    }

    /** The segments after the first. */
    public List<String> rest() {
        return segments.subList(1, segments.size());
    }

    private static String segment(String raw, int number) {
        String where = "segment " + number + " of the path ";
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == ';') {
                throw new Refused(where + "has a parameter (';'); a literal one is written %3B");
            }
            if (c == '\\') {
                throw new Refused(where + "has a backslash");
            }
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw new Refused(
                        where + "has a character that must be percent-encoded (as UTF-8)");
            }
        }
        String once = decode(raw, where);
        String problem = confusion(once);
        if (problem != null) {
            throw new Refused(where + problem);
        }
        // A second decoding, by a proxy or a container, must not turn the name into something else.
        String before = once;
        for (int round = 0; round < 4; round++) {
            String again = decodeLeniently(before);
            if (again.equals(before)) {
                return once;
            }
            problem = confusion(again);
            if (problem == null && (count(again, '/') > count(before, '/'))) {
                problem = "hides a slash";
            }
            if (problem == null && count(again, ';') > count(before, ';')) {
                problem = "hides a ';'";
            }
            if (problem != null) {
                throw new Refused(where + "is encoded twice and " + problem);
            }
            before = again;
        }
        throw new Refused(where + "is encoded again and again");
    }

    private static String decode(String raw, String where) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int value = hex(raw, i + 1);
            if (value < 0) {
                throw new Refused(where + "has a '%' without two hexadecimal digits after it");
            }
            bytes.put((byte) value);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused(where + "is not UTF-8");
        }
    }

    /** Decodes what can be decoded, byte by byte: it only has to find ASCII that is hidden. */
    private static String decodeLeniently(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int value = text.charAt(i) == '%' ? hex(text, i + 1) : -1;
            if (value < 0) {
                decoded.append(text.charAt(i));
            } else {
                // what is no ASCII cannot confuse anybody; a letter stands for it
                decoded.append(value < 0x80 ? (char) value : 'x');
                i += 2;
            }
        }
        return decoded.toString();
    }

    private static @Nullable String confusion(String decoded) {
        for (int i = 0; i < decoded.length(); i++) {
            if (Character.isISOControl(decoded.charAt(i))) {
                return "has a control character";
            }
            if (decoded.charAt(i) == '\\') {
                return "has a backslash";
            }
        }
        for (String part : decoded.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                return "has '.' or '..' as a name";
            }
        }
        return null;
    }

    private static int hex(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = digit(text.charAt(at));
        int low = digit(text.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** ASCII digits only: Character.digit would take others. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static long count(String text, char c) {
        return text.chars().filter(other -> other == c).count();
    }
}
