package dev.gatehouse.www.cli;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes {@code Content-Type: text/plain; charset=utf-8} with the blank that Buildbot's answers have: servlet
 * containers take it out, and a client that compares the header as a text would notice. Any thread.
 */
final class SpacedContentType extends Handler.Wrapper {
    private static final String TIGHT = ";charset=";

    SpacedContentType(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.addHttpStreamWrapper(Spacing::new);
        return super.handle(request, response, callback);
    }

    private static final class Spacing extends HttpStream.Wrapper {
        Spacing(HttpStream stream) {
            super(stream);
        }

        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            String type = headers.get(HttpHeader.CONTENT_TYPE);
            if (type != null && type.contains(TIGHT)) {
                headers.put(
                        new HttpField(HttpHeader.CONTENT_TYPE, type.replace(TIGHT, "; charset=")));
            }
            super.prepareResponse(headers);
        }
    }
}
