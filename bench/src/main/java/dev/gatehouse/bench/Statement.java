package dev.gatehouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query that the server was seen to run, read from its log.
 *
 * @param sql with question marks
 * @param arguments for them, as {@code Long} or {@code String}
 */
record Statement(String sql, List<Object> arguments) {
    /** Of a thread that answers: what the server asks by itself meanwhile is no part of an answer. */
    private static final Pattern LINE =
            Pattern.compile("DEBUG \\[web-\\d+\\] \\S*\\bSqlLog: (.*) -- (.*)");

    private static final Pattern ARGUMENT = Pattern.compile("(-?\\d+)|'((?:[^']|'')*)'");

    Statement {
        arguments = List.copyOf(arguments);
    }

    /** What a line of the log says; empty where it is about something else. */
    static Optional<Statement> of(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.find()) {
            return Optional.empty();
        }
        List<Object> arguments = new ArrayList<>();
        Matcher each = ARGUMENT.matcher(match.group(2));
        while (each.find()) {
            if (each.group(1) == null) {
                arguments.add(each.group(2).replace("''", "'"));
            } else {
                arguments.add(Long.valueOf(each.group(1)));
            }
        }
        return Optional.of(new Statement(match.group(1), arguments));
    }
}
