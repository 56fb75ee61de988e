package dev.gatehouse.data.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/**
 * A server that takes mail on a free port and keeps it: as much of RFC 5321 as a client needs. It is here for the
 * same reason as {@link Authenticator}.
 */
public final class SmtpListener implements AutoCloseable {
    /** What came, as it came: header lines, an empty line, the text. */
    public final List<String> messages = new CopyOnWriteArrayList<>();

    /** What was said with AUTH. */
    public final List<String> credentials = new CopyOnWriteArrayList<>();

    /** Whom RCPT named. */
    public final List<String> recipients = new CopyOnWriteArrayList<>();

    /** It says nothing before this is open. */
    private final CountDownLatch gate;

    private final ServerSocket listener;

    public SmtpListener() throws IOException {
        this(ServerSocketFactory.getDefault(), new CountDownLatch(0));
    }

    /**
     * @param gate what it waits for before it greets anybody
     */
    public SmtpListener(ServerSocketFactory sockets, CountDownLatch gate) throws IOException {
        this.gate = gate;
        listener = sockets.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "smtp");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.setSoTimeout(20_000);
                gate.await();
                serve(client);
            } catch (IOException e) {
                // The client has gone, or we have closed: the next one may stay.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream();
        say(out, "220 here");
        String line;
        while ((line = in.readLine()) != null) {
            String verb = line.toUpperCase(Locale.ROOT);
            if (verb.startsWith("EHLO")) {
                say(out, "250-here\r\n250-8BITMIME\r\n250 AUTH PLAIN");
            } else if (verb.startsWith("AUTH PLAIN ")) {
                credentials.add(line.substring(11));
                say(out, "235 welcome");
            } else if (verb.startsWith("RCPT TO:")) {
                recipients.add(line.substring(8));
                say(out, "250 good");
            } else if (verb.equals("DATA")) {
                say(out, "354 go on");
                messages.add(message(in));
                say(out, "250 taken");
            } else if (verb.equals("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 good");
            }
        }
    }

    private static String message(BufferedReader in) throws IOException {
        StringBuilder message = new StringBuilder();
        String line;
        while ((line = in.readLine()) != null && !line.equals(".")) {
            message.append(line.startsWith("..") ? line.substring(1) : line).append('\n');
        }
        return message.toString();
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
