package dev.gatehouse.realm.ldap;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every bind with one result code, as no real directory can be made to; finds nobody. */
final class AnsweringServer implements AutoCloseable {
    private static final int BIND = 0x60;
    private static final int SEARCH = 0x63;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final int code;

    AnsweringServer(int code) throws IOException {
        this.code = code;
        daemon(this::accept);
    }

    String uri() {
        return "ldap://127.0.0.1:" + socket.getLocalPort();
    }

    /** Who bound, in this order. */
    List<String> names() {
        return names;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                in.readUnsignedByte();
                byte[] message = in.readNBytes(length(in));
                // INTEGER id of one or two bytes, then the operation.
                int operation = 2 + message[1];
                byte[] id = Arrays.copyOf(message, operation);
                int kind = message[operation] & 0xff;
                if (kind == BIND) {
                    // version, then the name
                    int name = operation + 5;
                    names.add(
                            new String(
                                    message, name + 2, message[name + 1], StandardCharsets.UTF_8));
                    client.getOutputStream().write(message(id, 0x61, result(code)));
                } else if (kind == SEARCH) {
                    // The root is there: it is what a connection is tested by.
                    if (message[operation + 3] == 0) {
                        client.getOutputStream()
                                .write(message(id, 0x64, new byte[] {4, 0, 0x30, 0}));
                    }
                    client.getOutputStream().write(message(id, 0x65, result(0)));
                }
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = first < 0x80 ? first : 0;
        for (int i = 0; first >= 0x80 && i < first - 0x80; i++) {
            length = length << 8 | in.readUnsignedByte();
        }
        return length;
    }

    private static byte[] result(int code) {
        return new byte[] {0x0a, 1, (byte) code, 4, 0, 4, 0};
    }

    private static byte[] message(byte[] id, int kind, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x30);
        out.write(id.length + 2 + content.length);
        out.writeBytes(id);
        out.write(kind);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "answering-ldap");
        thread.setDaemon(true);
        thread.start();
    }
}
