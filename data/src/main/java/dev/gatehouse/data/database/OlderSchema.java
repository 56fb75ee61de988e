package dev.gatehouse.data.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a database of one of Buildbot's older revisions as if it were of the newest: a column that it lacks is
 * null (or 0, where the newest knows no null), a table that it lacks has no rows. Each name of a table in a
 * query is replaced by a subquery that adds what is missing; databases take that apart again, so that indexes
 * serve as they do. Safe for use by many threads.
 */
final class OlderSchema {
    private static final String NO_NUMBER = "NULLIF(0, 0)";
    private static final String NO_TEXT = "NULL";

    /** Since which revision a table, or with a column that column, has been there. */
    private record Since(String revision, String table, String column, String otherwise) {}

    /** The whole map: what each revision after 059 has brought. */
    private static final List<Since> SINCE =
            List.of(
                    number("060", "projects", "id"),
                    text("060", "projects", "name"),
                    text("060", "projects", "name_hash"),
                    text("060", "projects", "slug"),
                    text("060", "projects", "description"),
                    number("060", "builders", "projectid"),
                    text("061", "builders", "description_format"),
                    text("061", "builders", "description_html"),
                    text("062", "projects", "description_format"),
                    text("062", "projects", "description_html"),
                    number("063", "steps", "locks_acquired_at"),
                    text("064", "workers", "pause_reason"),
                    number("065", "buildsets", "rebuilt_buildid"),
                    new Since("066", "builds", "locks_duration_s", "0"),
                    number("067", "codebases", "id"),
                    number("067", "codebases", "projectid"),
                    text("067", "codebases", "name"),
                    text("067", "codebases", "name_hash"),
                    text("067", "codebases", "slug"),
                    number("067", "codebase_commits", "id"),
                    number("067", "codebase_commits", "codebaseid"),
                    text("067", "codebase_commits", "author"),
                    text("067", "codebase_commits", "committer"),
                    text("067", "codebase_commits", "comments"),
                    number("067", "codebase_commits", "when_timestamp"),
                    text("067", "codebase_commits", "revision"),
                    number("067", "codebase_commits", "parent_commitid"),
                    number("067", "codebase_branches", "id"),
                    number("067", "codebase_branches", "codebaseid"),
                    text("067", "codebase_branches", "name"),
                    text("067", "codebase_branches", "name_hash"),
                    number("067", "codebase_branches", "commitid"),
                    number("067", "codebase_branches", "last_timestamp"));

    /** Tables that came whole, by the revision that brought them. */
    private static final Map<String, String> NEW_TABLES =
            Map.of(
                    "projects", "060",
                    "codebases", "067",
                    "codebase_commits", "067",
                    "codebase_branches", "067");

    private static final Pattern TABLE =
            Pattern.compile(
                    "\\b(FROM|JOIN)\\s+(\\w+)\\b(?:\\s+(?!(?:ON|WHERE|JOIN|LEFT|INNER|ORDER|GROUP|LIMIT"
                            + "|UNION)\\b)(?:AS\\s+)?(\\w+))?");

    private static final int REMEMBERED = 1024;

    private final String revision;
    private final Map<String, String> subqueries;
    private final Remembered<String, String> rewritten = new Remembered<>(REMEMBERED);

    private OlderSchema(String revision, Map<String, String> subqueries) {
        this.revision = revision;
        this.subqueries = subqueries;
    }

    private static Since number(String revision, String table, String column) {
        return new Since(revision, table, column, NO_NUMBER);
    }

    private static Since text(String revision, String table, String column) {
        return new Since(revision, table, column, NO_TEXT);
    }

    /** Empty for a revision that is not known. */
    static Optional<OlderSchema> of(String revision) {
        boolean known = revision.matches("0(59|6[0-7])");
        return known
                ? Optional.of(new OlderSchema(revision, subqueries(revision)))
                : Optional.empty();
    }

    static OlderSchema newest() {
        return new OlderSchema("067", Map.of());
    }

    private static Map<String, String> subqueries(String revision) {
        Map<String, List<Since>> missing = new LinkedHashMap<>();
        for (Since since : SINCE) {
            if (since.revision().compareTo(revision) > 0) {
                missing.computeIfAbsent(since.table(), none -> new ArrayList<>()).add(since);
            }
        }
        Map<String, String> subqueries = new LinkedHashMap<>();
        missing.forEach(
                (table, columns) -> subqueries.put(table, subquery(table, columns, revision)));
        return subqueries;
    }

    private static String subquery(String table, List<Since> columns, String revision) {
        String added =
                columns.stream()
                        .map(since -> since.otherwise() + " AS " + since.column())
                        .collect(Collectors.joining(", "));
        return NEW_TABLES.getOrDefault(table, "").compareTo(revision) > 0
                ? "(SELECT " + added + " FROM masters WHERE 0 = 1)"
                : "(SELECT older.*, " + added + " FROM " + table + " older)";
    }

    /** The tables that a revision has brought. */
    static Set<String> tablesSince(String revision) {
        return NEW_TABLES.entrySet().stream()
                .filter(table -> table.getValue().equals(revision))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    boolean isNewest() {
        return subqueries.isEmpty();
    }

    /** Buildbot's number of it, three digits. */
    String revision() {
        return revision;
    }

    String rewrite(String sql) {
        if (subqueries.isEmpty()) {
            return sql;
        }
        return rewritten
                .get(sql)
                .orElseGet(
                        () -> {
                            String made = TABLE.matcher(sql).replaceAll(this::replacement);
                            rewritten.put(sql, made);
                            return made;
                        });
    }

    private String replacement(MatchResult found) {
        String subquery = subqueries.get(found.group(2));
        if (subquery == null) {
            return Matcher.quoteReplacement(found.group());
        }
        String alias = found.group(3) == null ? found.group(2) : found.group(3);
        return Matcher.quoteReplacement(found.group(1) + " " + subquery + " " + alias);
    }
}
