package dev.gatehouse.bench;

import java.nio.file.Path;
import java.util.List;

/** The commands: a whole run, and the contenders that a run starts as processes of their own. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        String command = words.isEmpty() ? "" : words.get(0);
        switch (command) {
            case BareJetty.COMMAND -> BareJetty.run(Path.of(words.get(1)));
            case BareSql.COMMAND -> BareSql.run(Path.of(words.get(1)), Path.of(words.get(2)));
            case Fill.COMMAND -> Fill.run(Path.of(words.get(1)), Integer.parseInt(words.get(2)));
            case Pages.COMMAND -> part(words, Pages.USAGE, Pages::run);
            case Identity.COMMAND -> part(words, Identity.USAGE, Identity::run);
            default -> run(words);
        }
    }

    @FunctionalInterface
    private interface Part {
        void run(List<String> words) throws Exception;
    }

    private static void part(List<String> words, String usage, Part part) throws Exception {
        if (words.contains("--help")) {
            System.out.println(usage);
            return;
        }
        try {
            part.run(words.subList(1, words.size()));
        } catch (Options.Wrong e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void run(List<String> words) throws Exception {
        if (words.contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        try {
            new Bench(Options.of(words)).run();
        } catch (Options.Wrong e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}
