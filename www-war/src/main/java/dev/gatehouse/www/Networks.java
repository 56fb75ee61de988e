package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Addresses and networks of clients, such as {@code 10.0.0.7} or {@code 10.1.0.0/16}. Names are not looked
 * up. Immutable.
 */
public final class Networks {
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** This machine alone. */
    public static final Networks LOOPBACK =
            new Networks(
                    Stream.of("127.0.0.0/8", "::1").flatMap(s -> network(s).stream()).toList());

    private record Network(InetAddress address, int bits) {
        boolean has(InetAddress other) {
            byte[] ours = address.getAddress();
            byte[] theirs = other.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /** One text or a list of them; faults go to the setting's problems. */
    public static Networks read(Setting setting) {
        List<Network> networks = new ArrayList<>();
        List<Setting> items = setting.isList() ? setting.items() : List.of(setting);
        for (Setting item : items) {
            String text = item.text();
            Optional<Network> network = network(text);
            if (network.isEmpty()) {
                item.error(
                        "must be an address or a network such as 10.1.0.0/16, not '" + text + "'");
            }
            network.ifPresent(networks::add);
        }
        return new Networks(networks);
    }

    /**
     * Whether this is an address of one of them.
     *
     * @param address as a servlet container tells it
     */
    public boolean have(String address) {
        return address(address)
                .filter(found -> networks.stream().anyMatch(network -> network.has(found)))
                .isPresent();
    }

    /** Whether both are the same address, however it is written; of other texts none is. */
    public static boolean same(String one, String other) {
        return address(one).filter(found -> address(other).equals(Optional.of(found))).isPresent();
    }

    private static Optional<Network> network(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = address.get().getAddress().length * 8;
        if (slash < 0) {
            return Optional.of(new Network(address.get(), most));
        }
        String bits = text.substring(slash + 1);
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most
                ? Optional.of(new Network(address.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    /** An IPv4 address in IPv6's clothes is an IPv4 address. */
    private static Optional<InetAddress> address(String text) {
        String bare = text.replaceAll("^\\[|]$", "").replaceFirst("%.*", "");
        if (!ADDRESS.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
