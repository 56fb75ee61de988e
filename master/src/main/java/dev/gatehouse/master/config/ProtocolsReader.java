package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where workers may connect. */
final class ProtocolsReader {

    private ProtocolsReader() {}

    /** Null when the master opens no port for them. */
    static @Nullable InetSocketAddress read(Setting file) {
        Optional<Setting> protocols = file.get("protocols");
        if (protocols.isEmpty()) {
            return null;
        }
        protocols.get().allowOnly("msgpack_experimental_v7", "pb");
        protocols
                .get()
                .get("pb")
                .ifPresent(
                        pb ->
                                pb.error(
                                        "workers are spoken to in msgpack_experimental_v7 only: run"
                                                + " 'buildbot-worker create-worker"
                                                + " --protocol=msgpack_experimental_v7', or change the"
                                                + " word in buildbot.tac"));
        Optional<Setting> ours = protocols.get().get("msgpack_experimental_v7");
        if (ours.isEmpty()) {
            return null;
        }
        ours.get().allowOnly("port");
        return address(ours.get().need("port"));
    }

    /** A port, or an endpoint as Buildbot writes it: {@code tcp:9989:interface=127.0.0.1}. */
    private static @Nullable InetSocketAddress address(Setting setting) {
        if (setting.isNull()) {
            return null;
        }
        String text = setting.text();
        String port = text;
        String host = "";
        if (text.startsWith("tcp:")) {
            port = "";
            for (String part : text.substring(4).split(":")) {
                if (part.startsWith("interface=")) {
                    host = part.substring("interface=".length()).replace("\\", "");
                } else if (part.startsWith("port=")) {
                    port = part.substring(5);
                } else if (port.isEmpty()) {
                    port = part;
                } else {
                    setting.error("'" + part + "' is not known here; legal: interface=ADDRESS");
                }
            }
        }
        try {
            int number = Integer.parseInt(port);
            if (number < 0 || number > 65535) {
                setting.error("a port is a number from 0 to 65535");
                return null;
            }
            return host.isEmpty()
                    ? new InetSocketAddress(number)
                    : new InetSocketAddress(InetAddress.getByName(host), number);
        } catch (NumberFormatException e) {
            setting.error("must be a port, or 'tcp:PORT:interface=ADDRESS', not '" + text + "'");
        } catch (UnknownHostException e) {
            setting.error("no such address: '" + host + "'");
        }
        return null;
    }
}
