package dev.gatehouse.master.run;

import dev.gatehouse.data.log.LogStore;
import dev.gatehouse.master.worker.RemoteCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what a command says into the logs of its step: one append for each message of the worker and log.
 * While a command runs it belongs to the connection's thread, before and after to the loop. A slow database
 * keeps the connection's thread waiting, and so the worker.
 */
final class LogWriter implements RemoteCommand.Output {

    private final LogStore logs;
    private final long stdio;
    private final Map<String, Long> files;
    private final StringBuilder captured = new StringBuilder();
    private final boolean capturing;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, List<String>> fileLines = new HashMap<>();

    /** What is captured of a command's output at most; the rest is only in the log. */
    static final int CAPTURED = 1 << 20;

    /**
     * @param files log name of the worker to the log it goes to
     * @param capturing whether standard output is kept for the step as well
     */
    LogWriter(LogStore logs, long stdio, Map<String, Long> files, boolean capturing) {
        this.logs = logs;
        this.stdio = stdio;
        this.files = Map.copyOf(files);
        this.capturing = capturing;
    }

    @Override
    public void text(char channel, String text) {
        split(channel, text, lines);
        if (capturing && channel == 'o' && captured.length() < CAPTURED) {
            captured.append(text);
        }
    }

    @Override
    public void file(String name, String text) {
        if (files.containsKey(name)) {
            split('o', text, fileLines.computeIfAbsent(name, none -> new ArrayList<>()));
        }
    }

    @Override
    public void flush() {
        if (!lines.isEmpty()) {
            List<String> whole = List.copyOf(lines);
            lines.clear();
            logs.append(stdio, whole);
        }
        if (!fileLines.isEmpty()) {
            Map<String, List<String>> whole = Map.copyOf(fileLines);
            fileLines.clear();
            whole.forEach((name, text) -> logs.append(files.getOrDefault(name, stdio), text));
        }
    }

    String captured() {
        return captured.toString();
    }

    static void split(char channel, String text, List<String> lines) {
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end;
            lines.add(channel + text.substring(from, to));
            from = to + 1;
        }
    }
}
