package dev.gatehouse.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the worker tells a master about itself and its machine. Any thread. */
final class WorkerInfo {
    /**
     * Begins with the release of Buildbot's worker whose behaviour this one has, so that whoever
     * compares versions by their first numbers comes to the right conclusion.
     */
    static final String VERSION = "4.3.0-gatehouse-0.1";

    /** The version of every command: 3.3 is the one with {@code max_lines}. */
    static final String COMMAND_VERSION = "3.3";

    private static final Logger log = LoggerFactory.getLogger(WorkerInfo.class);
    private static final Path OS_RELEASE = Path.of("/etc/os-release");

    private final WorkerSettings settings;
    private final Platform platform;

    WorkerInfo(WorkerSettings settings, Platform platform) {
        this.settings = settings;
        this.platform = platform;
    }

    /** The answer to {@code get_worker_info}. */
    Map<String, Object> describe() {
        Map<String, Object> info = new LinkedHashMap<>(settings.info());
        osRelease().forEach(info::put);
        info.put("environ", new TreeMap<>(settings.environment()));
        info.put("system", platform.system());
        info.put("basedir", settings.basedir().toString());
        info.put("numcpus", Runtime.getRuntime().availableProcessors());
        info.put("version", VERSION);
        Map<String, Object> versions = new LinkedHashMap<>();
        Commands.NAMES.forEach(name -> versions.put(name, COMMAND_VERSION));
        info.put("worker_commands", versions);
        info.put("delete_leftover_dirs", false);
        return info;
    }

    private Map<String, String> osRelease() {
        Map<String, String> values = new LinkedHashMap<>();
        if (!platform.posix() || !Files.isReadable(OS_RELEASE)) {
            return values;
        }
        try {
            List<String> lines = Files.readAllLines(OS_RELEASE);
            for (String line : lines) {
                int equals = line.indexOf('=');
                if (equals > 0 && line.charAt(0) != '#') {
                    String name = "os_" + line.substring(0, equals).toLowerCase(Locale.ROOT);
                    values.put(name, unquoted(line.substring(equals + 1).strip()));
                }
            }
        } catch (IOException e) {
            log.info("cannot read {}: {}", OS_RELEASE, e.toString());
        }
        return values;
    }

    private static String unquoted(String value) {
        boolean quoted =
                value.length() >= 2
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
