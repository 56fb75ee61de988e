package dev.gatehouse.www;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** How an answer may be packed for its way, best first. Immutable. */
public enum ContentCoding {
    ZSTD("zstd") {
        @Override
        public OutputStream encode(OutputStream out) throws IOException {
            return new ZstdOutputStreamNoFinalizer(out, 3);
        }
    },
    BROTLI("br") {
        @Override
        boolean offered() {
            return Brotli4jLoader.isAvailable();
        }

        @Override
        public OutputStream encode(OutputStream out) throws IOException {
            // a small window: each answer under way has one
            return new BrotliOutputStream(
                    out, new Encoder.Parameters().setQuality(4).setWindow(18));
        }
    },
    GZIP("gzip") {
        @Override
        public OutputStream encode(OutputStream out) throws IOException {
            return new GZIPOutputStream(out, 8192);
        }
    };

    /** A weight as RFC 9110 spells it: at most three digits after the point. */
    private static final Pattern WEIGHT = Pattern.compile("(?i)q\\s*=\\s*([01](?:\\.\\d{0,3})?)");

    private static final Wish NO_WISH = new Wish(Optional.empty(), false);
    private static final String IDENTITY = "identity";
    private static final String ANY = "*";

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** The value of {@code Content-Encoding}. */
    public String token() {
        return token;
    }

    /** Whether it works on this machine: brotli is native code, which we bring for some machines only. */
    boolean offered() {
        return true;
    }

    /** Packs what is written; closing it ends the packed text. */
    public abstract OutputStream encode(OutputStream out) throws IOException;

    /**
     * What a client wants.
     *
     * @param coding the one it prefers, of equal ones the best; empty: as it is
     * @param neverPlain whether it cannot use answers as they are. They are packed then, small ones too; where
     *     that cannot be done either, it gets them as they are all the same
     */
    public record Wish(Optional<ContentCoding> coding, boolean neverPlain) {}

    /** The codings that work on this machine. */
    public static List<ContentCoding> all() {
        return Arrays.stream(values()).filter(ContentCoding::offered).toList();
    }

    public static Wish of(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders("Accept-Encoding");
        return headers.hasMoreElements() ? of(Collections.list(headers)) : NO_WISH;
    }

    static Wish of(List<String> headers) {
        Map<String, Double> weights = new HashMap<>();
        for (String header : headers) {
            for (String part : header.split(",", -1)) {
                String[] words = part.strip().split("\\s*;\\s*", 2);
                String name = words[0].toLowerCase(Locale.ROOT);
                weights.put(
                        name.startsWith("x-") ? name.substring(2) : name,
                        words.length == 1 ? 1 : weight(words[1]));
            }
        }
        double any = weights.getOrDefault(ANY, 0.0);
        double plain = weights.getOrDefault(IDENTITY, 0.0);
        boolean neverPlain =
                weights.containsKey(IDENTITY) ? plain == 0 : weights.containsKey(ANY) && any == 0;
        Optional<ContentCoding> best = Optional.empty();
        double most = 0;
        for (ContentCoding coding : values()) {
            double weight = weights.getOrDefault(coding.token, any);
            if (weight > most && weight >= plain && coding.offered()) {
                most = weight;
                best = Optional.of(coding);
            }
        }
        return new Wish(best, neverPlain);
    }

    /** What cannot be read is no wish. */
    private static double weight(String parameters) {
        return Arrays.stream(parameters.split(";", -1))
                .map(parameter -> WEIGHT.matcher(parameter.strip()))
                .filter(Matcher::matches)
                .findFirst()
                .map(matcher -> Math.min(1, Double.parseDouble(matcher.group(1))))
                .orElse(0.0);
    }
}
