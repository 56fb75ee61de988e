package dev.gatehouse.www;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Part of {@link Server}: what of the configuration every page may know, in the order it is shown. Stateless. */
final class ShownSettings {
    private ShownSettings() {}

    /**
     * @param url where browsers find this server, with a final slash
     * @param auth how people log in
     * @param avatarMethods where pictures of people come from
     */
    static Map<String, Object> of(
            ServerConfig config, String url, Map<String, Object> auth, Object avatarMethods) {
        WwwConfig www = config.www();
        Map<String, Object> shown = new LinkedHashMap<>();
        if (www.shownPort() != null) {
            shown.put("port", www.shownPort());
        }
        shown.put("plugins", www.plugins());
        shown.put("auth", auth);
        shown.put("authz", Map.of());
        shown.put("avatar_methods", avatarMethods);
        shown.put("ws_ping_interval", www.wsPingInterval().toSeconds());
        if (www.defaultPage() != null) {
            shown.put("default_page", www.defaultPage());
        }
        if (www.debug()) {
            shown.put("debug", true);
        }
        shown.put("ui_default_config", www.uiDefaultConfig());
        shown.put("theme", www.theme());
        shown.put("project_widgets", www.projectWidgets());
        shown.put("versions", versions(www));
        shown.put("buildbotURL", url);
        shown.put("title", config.title());
        shown.put("titleURL", config.titleUrl());
        shown.put("multiMaster", config.file().flag("multiMaster", false));
        return shown;
    }

    private static List<Object> versions(WwwConfig www) {
        List<Object> versions = new ArrayList<>();
        versions.add(List.of("Gatehouse", Version.NUMBER));
        versions.add(List.of("Buildbot", Version.BUILDBOT));
        versions.add(List.of("Java", System.getProperty("java.version")));
        versions.addAll(www.versions());
        return versions;
    }
}
