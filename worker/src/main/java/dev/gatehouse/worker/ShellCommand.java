package dev.gatehouse.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code shell}: runs a program, or a line of the shell, in a folder that is made when missing. */
final class ShellCommand implements Command {
    private static final Pattern SIGNAL = Pattern.compile("[A-Z][A-Z0-9]*");

    private final Arguments args;
    private final WorkerSettings settings;
    private final Platform platform;
    private final Executor threads;
    private final Path workdir;
    private final RunSlot slot = new RunSlot();

    ShellCommand(Arguments args, WorkerSettings settings, Platform platform, Executor threads) {
        args.require("workdir", "command");
        this.args = args;
        this.settings = settings;
        this.platform = platform;
        this.threads = threads;
        this.workdir = args.path("workdir");
    }

    @Override
    public void run(CommandOutput output) throws InterruptedException {
        try {
            Files.createDirectories(workdir);
        } catch (IOException e) {
            throw new CommandFailed("cannot make the working directory: " + Errno.explain(e), e);
        }
        output.item("rc", slot.run(new ProcessRun(order(), platform, threads), output));
    }

    @Override
    public void interrupt() {
        slot.interrupt();
    }

    @Override
    public void abandon() {
        slot.abandon();
    }

    private ProcessOrder order() {
        Object command = args.raw("command");
        List<String> words = new ArrayList<>();
        String shown;
        String shownWords;
        if (command instanceof String line) {
            words.addAll(platform.shell());
            words.add(line);
            shown = line;
            shownWords = Shown.bytes(line);
        } else if (command instanceof List<?> list && !list.isEmpty()) {
            List<String> shownList = new ArrayList<>();
            for (Object element : list) {
                Word word = Word.of(element);
                words.add(word.real());
                shownList.add(word.shown());
            }
            shown = Shown.shellWords(shownList);
            shownWords = Shown.bytesList(shownList);
        } else {
            throw args.wrong("command", "a text or a list of texts that is not empty");
        }
        Object env = args.raw("env");
        if (env != null && !(env instanceof Map)) {
            throw args.wrong("env", "a map");
        }
        String signal = args.textOrNull("interruptSignal");
        if (signal != null && !SIGNAL.matcher(signal).matches()) {
            throw args.wrong("interruptSignal", "a signal's name without SIG, such as KILL or INT");
        }
        Object logFiles = args.raw("logfiles");
        return new ProcessOrder(
                words,
                shown,
                shownWords,
                workdir,
                CommandEnvironment.merge(
                        settings.environment(),
                        env instanceof Map<?, ?> map && !map.isEmpty() ? map : null,
                        workdir,
                        platform.pathSeparator()),
                args.flag("logEnviron", true),
                args.flag("want_stdout", true),
                args.flag("want_stderr", true),
                args.seconds("timeout"),
                args.seconds("maxTime"),
                args.wholeOrNull("max_lines"),
                args.seconds("sigtermTime"),
                signal == null ? "KILL" : signal,
                args.textOrNull("initial_stdin"),
                logFiles(logFiles),
                Shown.value(logFiles == null ? Map.of() : logFiles),
                args.flag("usePTY", false));
    }

    private Map<String, LogFile> logFiles(@Nullable Object given) {
        Map<String, LogFile> files = new LinkedHashMap<>();
        if (given == null) {
            return files;
        }
        if (!(given instanceof Map<?, ?> map)) {
            throw args.wrong("logfiles", "a map of names to files");
        }
        map.forEach(
                (name, value) -> {
                    Object file =
                            value instanceof Map<?, ?> detail ? detail.get("filename") : value;
                    boolean follow =
                            value instanceof Map<?, ?> detail
                                    && (Boolean.TRUE.equals(detail.get("follow"))
                                            || Integer.valueOf(1).equals(detail.get("follow")));
                    if (!(file instanceof String path)) {
                        throw args.wrong("logfiles", "a map of names to files");
                    }
                    try {
                        files.put(String.valueOf(name), new LogFile(workdir.resolve(path), follow));
                    } catch (InvalidPathException e) {
                        throw args.wrong("logfiles", "a map of names to files that can exist");
                    }
                });
        return files;
    }

    /**
     * A word of the command.
     *
     * @param shown what the log shows in its place
     */
    private record Word(String real, String shown) {
        /**
         * A list {@code ["obfuscated", real, shown]} hides a word. Buildbot's own worker does not
         * understand it over this protocol and runs the list's text.
         */
        static Word of(@Nullable Object element) {
            if (element instanceof List<?> triple
                    && triple.size() == 3
                    && "obfuscated".equals(triple.get(0))) {
                return new Word(String.valueOf(triple.get(1)), String.valueOf(triple.get(2)));
            }
            String text = String.valueOf(element);
            return new Word(text, text);
        }
    }
}
