package dev.gatehouse.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that fit a pattern of {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]} and, as a whole
 * folder name, {@code **} for any depth. Names that begin with a dot fit only a pattern that does.
 * {@code **} does not follow links. Stateless.
 */
final class Glob {
    /** A list is one message: this many names fit into what a master accepts. */
    private static final int MOST_NAMES = 100_000;

    private final Set<String> found = new LinkedHashSet<>();

    private Glob() {}

    /**
     * @param pattern absolute
     * @throws CommandFailed when far too many fit
     */
    static List<String> find(String pattern) throws IOException {
        Glob glob = new Glob();
        boolean windows = java.io.File.separatorChar == '\\';
        String[] segments = pattern.split(windows ? "[/\\\\]+" : "/+", -1);
        try {
            Path root = Path.of(windows ? segments[0] + "\\" : "/");
            if (!segments[0].isEmpty() && !windows) {
                throw new CommandFailed("glob: the pattern must be an absolute path");
            }
            glob.walk(root, segments, 1);
        } catch (InvalidPathException e) {
            return List.of();
        }
        return new ArrayList<>(glob.found);
    }

    /** Refuses lists that no master would accept. */
    static void checkCount(int count) {
        if (count > MOST_NAMES) {
            throw new CommandFailed("more than " + MOST_NAMES + " files: too many for one answer");
        }
    }

    private void walk(Path folder, String[] segments, int at) throws IOException {
        if (at == segments.length) {
            found.add(folder.toString());
            checkCount(found.size());
            return;
        }
        String segment = segments[at];
        boolean last = at == segments.length - 1;
        if (segment.isEmpty()) {
            if (Files.isDirectory(folder)) {
                walk(folder, segments, at + 1);
            }
        } else if (segment.equals("**")) {
            walk(folder, segments, at + 1);
            for (Path entry : entries(folder, null)) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    walk(entry, segments, at);
                } else if (last) {
                    walk(entry, segments, at + 1);
                }
            }
        } else if (segment.matches(".*[*?\\[].*")) {
            for (Path entry : entries(folder, segment)) {
                if (last || Files.isDirectory(entry)) {
                    walk(entry, segments, at + 1);
                }
            }
        } else {
            Path entry = folder.resolve(segment);
            if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
                walk(entry, segments, at + 1);
            }
        }
    }

    private static List<Path> entries(Path folder, @Nullable String segment) {
        Pattern pattern = segment == null ? null : pattern(segment);
        boolean hiddenToo = segment != null && segment.startsWith(".");
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                String name = String.valueOf(entry.getFileName());
                boolean hidden = name.startsWith(".");
                if (hidden == hiddenToo && (pattern == null || pattern.matcher(name).matches())) {
                    entries.add(entry);
                    checkCount(entries.size());
                }
            }
        } catch (IOException e) {
            // No folder, or one that may not be read: nothing in it fits.
            return entries;
        }
        return entries;
    }

    private static Pattern pattern(String segment) {
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < segment.length()) {
            char c = segment.charAt(i);
            int close = c == '[' ? segment.indexOf(']', Math.min(i + 2, segment.length())) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                String set = segment.substring(i + 1, close);
                boolean not = set.startsWith("!");
                String members = not ? set.substring(1) : set;
                regex.append(not ? "[^" : "[")
                        .append(members.replaceAll("[\\\\\\[\\]^&]", "\\\\$0"))
                        .append(']');
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            i++;
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (java.util.regex.PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(segment));
        }
    }
}
