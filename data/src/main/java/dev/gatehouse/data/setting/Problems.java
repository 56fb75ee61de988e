package dev.gatehouse.data.setting;

import java.util.ArrayList;
import java.util.List;

/**
 * Every fault of a configuration, collected before anything is refused, because fixing one at a time is
 * cruelty. Used by one thread.
 */
public final class Problems {

    /** A line of text for people. */
    public record Problem(int line, int column, String text) {
        @Override
        public String toString() {
            return line == 0 ? text : "line " + line + ", column " + column + ": " + text;
        }
    }

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    public void error(Setting where, String text) {
        error(where.line(), where.column(), where.path() + ": " + text);
    }

    /** A fault of the whole file. */
    public void error(int line, int column, String text) {
        add(errors, new Problem(line, column, text));
    }

    public void warning(Setting where, String text) {
        add(warnings, new Problem(where.line(), where.column(), where.path() + ": " + text));
    }

    /** Each is said once, however often the setting is read. */
    private static void add(List<Problem> problems, Problem problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    public List<Problem> errors() {
        return List.copyOf(errors);
    }

    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }
}
