package dev.gatehouse.www;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way through {@link EncodingFilter}. The first bytes are held back until it is clear
 * whether packing is worth it; then it is packed or left alone. Used by one thread.
 */
final class EncodedResponse extends HttpServletResponseWrapper implements AutoCloseable {
    /** Below this an answer fits one network packet anyway. */
    static final int SMALL = 1024;

    private static final String LENGTH = "Content-Length";

    /** By far the most frequent; as Jetty gives it back. */
    private static final String JSON = "application/json;charset=utf-8";

    private static final Pattern PACKABLE =
            Pattern.compile(
                    "(text/.*|application/(.*\\+)?(json|xml|javascript)|image/svg\\+xml)(;.*)?");

    private final Optional<ContentCoding> coding;
    private final int smallest;
    private final EncodingFilter.Revalidation request;
    private final Out out = new Out();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(SMALL);
    private long length = -1;
    private @Nullable OutputStream target;
    private @Nullable Way way;
    private @Nullable PrintWriter writer;
    private boolean passed;

    EncodedResponse(
            HttpServletResponse response,
            ContentCoding.Wish wish,
            EncodingFilter.Revalidation request) {
        super(response);
        this.coding = wish.coding();
        this.smallest = wish.neverPlain() ? 1 : SMALL;
        this.request = request;
    }

    /** To the container, until the answer is given up. */
    private final class Way extends OutputStream {
        private final OutputStream container;
        private boolean open;

        Way(OutputStream container, boolean open) {
            this.container = container;
            this.open = open;
        }

        @Override
        public void write(int b) throws IOException {
            if (open) {
                container.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (open) {
                container.write(bytes, from, count);
            }
        }
    }

    private final class Out extends ServletOutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (target == null && length < 0 && held.size() + count < SMALL) {
                held.write(bytes, from, count);
                return;
            }
            decided(length < 0 ? Long.MAX_VALUE : length).write(bytes, from, count);
        }

        /** A packed answer leaves when there is a block of it. */
        @Override
        public void flush() throws IOException {
            if (target != null && way == null) {
                target.flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("answers are written by blocking writes");
        }
    }

    /** Where bytes go from now on. */
    private OutputStream decided(long size) throws IOException {
        if (target != null) {
            return target;
        }
        boolean packable = packable();
        if (packable) {
            vary();
        }
        String preset = getHeader("Content-Encoding");
        if (coding.isPresent() && coding.get().token().equals(preset)) {
            tag();
        }
        OutputStream chosen;
        if (packable && coding.isPresent() && size >= smallest && getStatus() == SC_OK) {
            super.setHeader("Content-Encoding", coding.get().token());
            super.setHeader("Accept-Ranges", "none");
            tag();
            way = new Way(super.getOutputStream(), !request.isHead());
            chosen = coding.get().encode(way);
        } else {
            if (length >= 0) {
                super.setContentLengthLong(length);
            }
            chosen = super.getOutputStream();
        }
        target = chosen;
        held.writeTo(chosen);
        held.reset();
        return chosen;
    }

    private boolean packable() {
        String type = getContentType();
        String cache = getHeader("Cache-Control");
        return type != null
                && packable(type)
                && getHeader("Content-Encoding") == null
                && getHeader("Content-Range") == null
                && (cache == null || !cache.contains("no-transform"));
    }

    private static boolean packable(String type) {
        return JSON.equals(type) || PACKABLE.matcher(type.toLowerCase(Locale.ROOT)).matches();
    }

    private void vary() {
        for (String said : getHeaders("Vary")) {
            if (said.toLowerCase(Locale.ROOT).contains("accept-encoding")) {
                return;
            }
        }
        super.addHeader("Vary", "Accept-Encoding");
    }

    private void tag() {
        String tag = getHeader("ETag");
        if (tag != null && tag.endsWith("\"")) {
            String plain = tag.substring(0, tag.length() - 1);
            super.setHeader("ETag", plain + EncodingFilter.suffix(coding.orElseThrow()));
        }
    }

    /** The whole answer is written. */
    void finish() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (passed) {
            return;
        }
        if (target == null) {
            end();
        } else if (way != null) {
            target.close();
        }
    }

    private void end() throws IOException {
        if (getStatus() == SC_NOT_MODIFIED) {
            if (request.knowsPacked()) {
                tag();
            }
            vary();
            return;
        }
        boolean bodiless = held.size() == 0;
        if (!bodiless && length < 0) {
            length = held.size();
        }
        if (length > 0 || (bodiless && request.isHead() && getContentType() != null)) {
            // of a HEAD whose length nobody knows: what a GET would most probably be
            OutputStream end = decided(length < 0 ? Long.MAX_VALUE : length);
            if (way != null) {
                end.close();
            }
        } else if (length == 0) {
            super.setContentLengthLong(0);
        }
    }

    /** Gives the packer's memory back, without another byte to the client. */
    @Override
    public void close() throws IOException {
        if (way != null && target != null) {
            way.open = false;
            target.close();
        }
    }

    private void forget() {
        held.reset();
        if (way != null && target != null) {
            way.open = false;
            try {
                target.close();
            } catch (IOException e) {
                throw new IllegalStateException("a closed way fails nobody", e);
            }
        }
        way = null;
        target = null;
        length = -1;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return out;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(out, getCharacterEncoding()));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (target != null && way == null) {
            super.flushBuffer();
        }
    }

    @Override
    public void reset() {
        super.reset();
        forget();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        held.reset();
    }

    @Override
    public void sendError(int status) throws IOException {
        passed = true;
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        passed = true;
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        passed = true;
        super.sendRedirect(location);
    }

    @Override
    public void setContentLength(int bytes) {
        setContentLengthLong(bytes);
    }

    @Override
    public void setContentLengthLong(long bytes) {
        length = bytes;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!name.equalsIgnoreCase(LENGTH)) {
            super.setHeader(name, value);
        } else if (value != null) {
            length = Long.parseLong(value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (name.equalsIgnoreCase(LENGTH)) {
            length = Long.parseLong(value);
        } else {
            super.addHeader(name, value);
        }
    }

    @Override
    public boolean containsHeader(String name) {
        return name.equalsIgnoreCase(LENGTH) ? length >= 0 : super.containsHeader(name);
    }
}
