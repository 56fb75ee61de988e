package dev.gatehouse.data.turn;

import dev.gatehouse.data.access.Caller;
import java.util.Arrays;
import java.util.List;

/**
 * By what callers are told apart: who is logged in by name, others by address. Of an IPv6 address the first half
 * counts, because the other half is everybody's own to choose. Stateless.
 */
final class CallerName {
    private static final int GROUPS = 8;
    private static final int OF_NETWORK = 4;

    private CallerName() {}

    static String of(Caller who) {
        // A user may be called like an address.
        return who.anonymous() ? "at " + network(who.address()) : "user " + who.username();
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0 || address.indexOf('.') >= 0) {
            return address;
        }
        String bare = address.replaceAll("[\\[\\]]|%.*", "");
        int gap = bare.indexOf("::");
        List<String> before = groups(gap < 0 ? bare : bare.substring(0, gap));
        List<String> after = groups(gap < 0 ? "" : bare.substring(gap + 2));
        StringBuilder network = new StringBuilder();
        for (int place = 0; place < OF_NETWORK; place++) {
            int fromEnd = place - (GROUPS - after.size());
            String group =
                    place < before.size()
                            ? before.get(place)
                            : fromEnd >= 0 ? after.get(fromEnd) : "0";
            network.append(group.replaceFirst("^0+(?=.)", "")).append(':');
        }
        return network.append(":/64").toString();
    }

    private static List<String> groups(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(":", -1));
    }
}
