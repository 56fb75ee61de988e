package dev.gatehouse.www;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of {@code gatehouse.yaml} that the web server itself understands. What belongs to the
 * master (workers, builders, schedulers, …) stays in {@link #file} and is read there.
 *
 * @param title what the pages call this server
 * @param buildbotUrl where browsers find this server, with a final slash; null: where it really listens
 * @param database where it is, and what may be done with it
 * @param builtinWorker whether {@code java -jar} starts a worker of its own; ignored in a container
 * @param file the whole file
 */
public record ServerConfig(
        String title,
        String titleUrl,
        @Nullable String buildbotUrl,
        DatabaseConfig database,
        MasterMode master,
        boolean builtinWorker,
        WwwConfig www,
        Setting file) {

    /** The name of the worker that {@code builtin_worker: true} starts. */
    public static final String BUILTIN_WORKER = "builtin";

    private static final int LONGEST_TITLE = 18;
    private static final List<String> KEYS =
            List.of(
                    "title",
                    "titleURL",
                    "buildbotURL",
                    "multiMaster",
                    "db",
                    "master",
                    "builtin_worker",
                    "www");

    /**
     * Reads a file. Every fault goes to the problems; while there are any, what comes back must not be
     * used for more than finding further ones.
     *
     * @param mastersKeys the names at the top of the file that are read elsewhere
     */
    static ServerConfig read(
            Path file,
            Map<String, String> environment,
            List<String> mastersKeys,
            Problems problems) {
        return of(ConfigFile.read(file, environment, problems), mastersKeys);
    }

    static ServerConfig of(Setting file, List<String> mastersKeys) {
        List<String> legal = new ArrayList<>(KEYS);
        legal.addAll(mastersKeys);
        file.allowOnly(legal);
        return new ServerConfig(
                title(file),
                withSlash(file.text("titleURL", "https://buildbot.net/")),
                file.get("buildbotURL").map(ServerConfig::url).orElse(null),
                DatabaseConfig.of(file),
                file.get("master").map(ServerConfig::mode).orElse(MasterMode.EMBEDDED),
                file.flag("builtin_worker", false),
                WwwConfig.of(
                        file.get("www")
                                .orElseGet(
                                        () -> Setting.map(new Problems(), "www", 0, 0, Map.of()))),
                file);
    }

    private static String title(Setting file) {
        String title = file.text("title", "Gatehouse");
        if (title.length() > LONGEST_TITLE) {
            file.get("title")
                    .ifPresent(
                            setting ->
                                    setting.warning(
                                            "has "
                                                    + title.length()
                                                    + " characters; Buildbot's own pages show at most "
                                                    + LONGEST_TITLE));
        }
        return title;
    }

    private static String url(Setting setting) {
        String text = setting.text();
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && Set.of("http", "https").contains(uri.getScheme())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return withSlash(text);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        setting.error("must be a URL such as https://ci.example.org/, not '" + text + "'");
        return "";
    }

    private static MasterMode mode(Setting setting) {
        String word = setting.text();
        if (word.equals("attached")) {
            setting.error("'attached' is not in this version; legal: embedded, none");
            return MasterMode.NONE;
        }
        return MasterMode.valueOf(
                setting.choice(Set.of("embedded", "none"), "none").toUpperCase(Locale.ROOT));
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + "/";
    }

    /** The same, with another database: the command line knows better than the file. */
    public ServerConfig withDatabase(DatabaseConfig other) {
        return new ServerConfig(
                title, titleUrl, buildbotUrl, other, master, builtinWorker, www, file);
    }

    public String databaseUrl() {
        return database.url();
    }
}
