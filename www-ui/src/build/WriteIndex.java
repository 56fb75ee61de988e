import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes {@code index.html} with the hashed names of the bundle, and removes what earlier builds
 * left in {@code assets/}. Run by Maven as a single file; the names come from esbuild's metafile.
 *
 * <p>Arguments: the template, the metafile, the output folder.
 */
public final class WriteIndex {
    private static final Pattern OUTPUT = Pattern.compile("\"[^\"]*(assets/[^\"/]+)\": \\{");

    public static void main(String[] args) throws IOException {
        Path template = Path.of(args[0]);
        String meta = Files.readString(Path.of(args[1]));
        Path output = Path.of(args[2]);

        Set<String> written = new TreeSet<>();
        for (Matcher m = OUTPUT.matcher(meta.substring(meta.indexOf("\"outputs\""))); m.find(); ) {
            written.add(m.group(1));
        }
        String page = Files.readString(template);
        page = page.replace("{{app.js}}", only(written, "app-", ".js"));
        page = page.replace("{{app.css}}", only(written, "app-", ".css"));
        Files.writeString(output.resolve("index.html"), page);

        try (Stream<Path> assets = Files.list(output.resolve("assets"))) {
            for (Path asset : assets.toList()) {
                String name = "assets/" + asset.getFileName();
                if (name.matches(".*-[A-Z0-9]{8}\\..*") && !written.contains(name)) {
                    Files.delete(asset);
                }
            }
        }
    }

    private static String only(Set<String> names, String prefix, String suffix) {
        var found =
                names.stream()
                        .filter(n -> n.startsWith("assets/" + prefix) && n.endsWith(suffix))
                        .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(
                    "expected one " + prefix + "*" + suffix + " in the bundle, found " + found);
        }
        return found.get(0);
    }
}
