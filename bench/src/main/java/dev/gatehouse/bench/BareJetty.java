package dev.gatehouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The first contender: a Jetty, set up as the server's own, with one handler that writes bytes which it has
 * in memory. No servlet, no filter. It answers a path with the file of that name in a folder; the file's
 * name is the path and query, with the characters that names cannot have written as {@code _}.
 */
final class BareJetty {
    static final String COMMAND = "bare-jetty";

    private BareJetty() {}

    static String fileName(String pathAndQuery) {
        return pathAndQuery.replaceAll("[^A-Za-z0-9.=-]", "_");
    }

    /** Runs until its standard input ends; says its port on standard output. */
    static void run(Path folder) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(100, 4);
        Server jetty = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHeaderCacheSize(0);
        http.setHeaderCacheCaseSensitive(true);
        ServerConnector connector =
                new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        jetty.addConnector(connector);
        jetty.setHandler(new Recorded(folder));
        jetty.start();
        System.out.println("port " + connector.getLocalPort());
        while (System.in.read() >= 0) {
            // until the one who started it goes
        }
        jetty.stop();
    }

    private static final class Recorded extends Handler.Abstract {
        private final Path folder;

        /** Outside the heap: else the JVM copies each answer whole for each write, and has no room for eight large ones. */
        private final Map<String, ByteBuffer> known = new ConcurrentHashMap<>();

        Recorded(Path folder) {
            this.folder = folder;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            ByteBuffer body =
                    known.computeIfAbsent(request.getHttpURI().getPathQuery(), this::read);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
            response.write(true, body.duplicate(), callback);
            return true;
        }

        private ByteBuffer read(String pathAndQuery) {
            try {
                byte[] body = Files.readAllBytes(folder.resolve(fileName(pathAndQuery)));
                return ByteBuffer.allocateDirect(body.length).put(body).flip().asReadOnlyBuffer();
            } catch (IOException e) {
                throw new UncheckedIOException("nothing was recorded for " + pathAndQuery, e);
            }
        }
    }
}
