package dev.gatehouse.it;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that only reads: it leaves pings unanswered, which no library lets its user do. */
final class SilentSocket implements AutoCloseable {
    /** What {@link #nextFrame} gives for the frames that tests ask about. */
    static final int CLOSE = 8;

    static final int PING = 9;

    private final Socket socket;
    private final DataInputStream in;

    /**
     * @param url where the application is, with a slash at the end
     */
    SilentSocket(URI url) throws IOException {
        socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout((int) WebClient.LIMIT.toMillis());
        in = new DataInputStream(socket.getInputStream());
        String request =
                "GET "
                        + url.getPath()
                        + "ws HTTP/1.1\r\nHost: "
                        + url.getAuthority()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no WebSocket: " + head);
        }
    }

    /** The kind of the next frame; the connection's end counts as {@link #CLOSE}. */
    int nextFrame() throws IOException {
        try {
            int kind = in.readUnsignedByte() & 15;
            in.skipNBytes(in.readUnsignedByte());
            return kind;
        } catch (EOFException e) {
            return CLOSE;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
