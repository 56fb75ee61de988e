package dev.gatehouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a table in the documentation names as the proof of a row, held against what is there: a class with
 * one of its methods, a file, a heading of a page. Immutable.
 */
final class Evidence {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w*)(?:\\.(\\w+))?");
    private static final Set<String> NO_SOURCES = Set.of("target", ".git", "node_modules");

    /** Several classes may have one name. */
    private final Map<String, List<Path>> classes = new HashMap<>();

    Evidence() throws IOException {
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return NO_SOURCES.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String name = String.valueOf(file.getFileName());
                        if (name.endsWith(".java")) {
                            classes.computeIfAbsent(
                                            name.substring(0, name.length() - ".java".length()),
                                            none -> new ArrayList<>())
                                    .add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** The rows of the tables whose first cell fits, each as its cells. */
    static List<List<String>> rows(String page, Pattern first) {
        return page.lines()
                .filter(line -> line.startsWith("| "))
                .map(Evidence::cells)
                .filter(cells -> first.matcher(cells.get(0)).matches())
                .toList();
    }

    private static List<String> cells(String line) {
        String inside = line.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
        return Arrays.stream(inside.split("\\|", -1)).map(String::strip).toList();
    }

    static List<String> named(String cell) {
        List<String> names = new ArrayList<>();
        for (Matcher matcher = QUOTED.matcher(cell); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Whether it names a test with its method. */
    static boolean isTest(String name) {
        return name.matches("\\w+(Test|IT)\\.\\w+");
    }

    /** What is wrong with it; empty where it is there. */
    String fault(String name) {
        Matcher member = MEMBER.matcher(name);
        if (member.matches()) {
            List<Path> files = classes.getOrDefault(member.group(1), List.of());
            if (files.isEmpty()) {
                return "there is no class " + member.group(1);
            }
            String method = member.group(2);
            return method == null || files.stream().anyMatch(file -> has(file, method))
                    ? ""
                    : member.group(1) + " has no method " + method;
        }
        String[] parts = name.split("#", 2);
        Path file = ROOT.resolve(parts[0]);
        if (!Files.exists(file)) {
            return "there is no file " + parts[0];
        }
        return parts.length == 1 || headings(file).contains(parts[1])
                ? ""
                : parts[0] + " has no heading for #" + parts[1];
    }

    private static boolean has(Path file, String method) {
        return text(file).matches("(?s).*\\b" + method + "\\(.*");
    }

    /** As they are linked to. */
    private static List<String> headings(Path page) {
        return text(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
