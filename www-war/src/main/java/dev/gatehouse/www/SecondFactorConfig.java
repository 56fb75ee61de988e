package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.access.Demand;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The section {@code www.second_factor}. Stateless. */
final class SecondFactorConfig {
    private static final Set<String> REQUIRE = Set.of("control", "administration");

    /** What providers call a second factor (RFC 8176), where nothing else is said. */
    private static final List<String> USUAL_AMR = List.of("mfa", "otp", "hwk", "sc");

    private SecondFactorConfig() {}

    static Demand of(Optional<Setting> section) {
        if (section.isEmpty()) {
            return Demand.NONE;
        }
        Setting setting = section.get();
        setting.allowOnly("require_for", "accept");
        Set<String> required = new HashSet<>();
        setting.need("require_for").texts().forEach(required::add);
        required.stream()
                .filter(word -> !REQUIRE.contains(word))
                .forEach(
                        word ->
                                setting.need("require_for")
                                        .error(
                                                "'"
                                                        + word
                                                        + "' is none of control, administration"));
        Set<String> kinds = new HashSet<>();
        Set<String> acr = new HashSet<>();
        Set<String> amr = new HashSet<>();
        Setting accept = setting.need("accept");
        for (Setting item : accept.items()) {
            item.named().ifPresent(named -> read(item, named, kinds, acr, amr));
        }
        if (kinds.isEmpty() && accept.isList()) {
            accept.error("names none of totp, oidc, proxy, certificate: nobody could do anything");
        }
        return new Demand(
                required.contains("control"), required.contains("administration"), kinds, acr, amr);
    }

    private static void read(
            Setting item,
            Map.Entry<String, Setting> named,
            Set<String> kinds,
            Set<String> acr,
            Set<String> amr) {
        String kind = named.getKey();
        if (!Demand.KINDS.contains(kind)) {
            item.error(
                    "there is no second factor '"
                            + kind
                            + "'; "
                            + Setting.meant(kind, Demand.KINDS, "there are: "));
            return;
        }
        kinds.add(kind);
        Setting parameters = named.getValue();
        if (!kind.equals("oidc")) {
            parameters.allowOnly();
            return;
        }
        parameters.allowOnly("acr", "amr");
        acr.addAll(parameters.texts("acr"));
        amr.addAll(parameters.texts("amr"));
        if (acr.isEmpty() && amr.isEmpty()) {
            amr.addAll(USUAL_AMR);
        }
    }
}
