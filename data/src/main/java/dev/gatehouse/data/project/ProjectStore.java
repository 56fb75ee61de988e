package dev.gatehouse.data.project;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.List;
import java.util.Optional;

/** The table of projects. Safe for use by many threads. */
public final class ProjectStore {
    private static final String ACTIVE =
            "(CASE WHEN EXISTS (SELECT 1 FROM builders ab JOIN builder_masters abm ON"
                    + " abm.builderid = ab.id WHERE ab.projectid = p.id) THEN 1 ELSE 0 END)";
    private static final String COLUMNS =
            "p.id, p.name, p.slug, p.description, p.description_format, p.description_html, "
                    + ACTIVE
                    + " AS active";

    private final Database database;

    public ProjectStore(Database database) {
        this.database = database;
    }

    /** By name, where no other order is asked for. Shows what is active only to those who filter by it. */
    public Page<Project> list(Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(Project.class, COLUMNS, "projects p", "p.id", ProjectStore::read)
                        .fewRows()
                        .column("projectid", "p.id")
                        .column("name", "p.name")
                        .column("slug", "p.slug")
                        .column("active", ACTIVE)
                        .column("description", "p.description")
                        .column("description_format", "p.description_format")
                        .column("description_html", "p.description_html")
                        .memoryMode(
                                "projectid",
                                "name",
                                "slug",
                                "description",
                                "description_format",
                                "description_html")
                        .scope(visible("p.id")),
                query.order().isEmpty() ? query.orderBy("name", false) : query,
                (reader, rows, asked) ->
                        filtersByActive(asked)
                                ? rows
                                : rows.stream().map(Project::withoutActive).toList());
    }

    private static boolean filtersByActive(Query query) {
        return query.filters().stream().anyMatch(filter -> filter.field().equals("active"));
    }

    /**
     * The condition under which what belongs to a project may be seen: one of its builders may be, or it has
     * none.
     *
     * @param projectid the expression of its id
     * @return with <code>{visible}</code> in it
     */
    public static String visible(String projectid) {
        String builders = "EXISTS (SELECT 1 FROM builders vb WHERE vb.projectid = " + projectid;
        return "(NOT " + builders + ") OR " + builders + " AND vb.id {visible}))";
    }

    public Optional<Project> find(long projectid) {
        return find(database, projectid);
    }

    public Optional<Project> find(Reader reader, long projectid) {
        return reader.one(
                        "SELECT " + COLUMNS + " FROM projects p WHERE p.id = ?",
                        ProjectStore::read,
                        projectid)
                .map(Project::withoutActive);
    }

    public Optional<Project> find(String name) {
        return database.one(
                        "SELECT " + COLUMNS + " FROM projects p WHERE p.name_hash = ?",
                        ProjectStore::read,
                        Sql.hash(name))
                .map(Project::withoutActive);
    }

    private static Project read(Row row) {
        return new Project(
                row.number("id"),
                row.text("name"),
                row.text("slug"),
                row.flag("active"),
                row.textOrNull("description"),
                row.textOrNull("description_format"),
                row.textOrNull("description_html"));
    }

    public Scope scopeOf(long projectid) {
        return scopeOf(database, projectid);
    }

    /** Whose it is: of those who may see one of its builders; of all when it has none. */
    public Scope scopeOf(Reader reader, long projectid) {
        List<Long> builders =
                reader.query(
                        "SELECT id FROM builders WHERE projectid = ?",
                        row -> row.number("id"),
                        projectid);
        return builders.isEmpty() ? Scope.ofEverybody() : Scope.builders(builders);
    }

    /** Makes the project known, or brings what is known of it up to date. */
    public Project ensure(Transaction tx, ProjectDescription wanted) {
        String slug = wanted.slug() == null ? wanted.name() : wanted.slug();
        Optional<Long> known =
                tx.one(
                        "SELECT id FROM projects WHERE name_hash = ?",
                        row -> row.number("id"),
                        Sql.hash(wanted.name()));
        long projectid =
                known.orElseGet(
                        () ->
                                tx.insert(
                                        "INSERT INTO projects (name, name_hash, slug) VALUES (?, ?,"
                                                + " ?)",
                                        wanted.name(),
                                        Sql.hash(wanted.name()),
                                        slug));
        Project before = find(tx, projectid).orElseThrow();
        tx.update(
                "UPDATE projects SET slug = ?, description = ?, description_format = ?,"
                        + " description_html = ? WHERE id = ?",
                slug,
                wanted.description(),
                wanted.format(),
                wanted.html(),
                projectid);
        Project after = find(tx, projectid).orElseThrow();
        if (known.isEmpty() || !after.equals(before)) {
            tx.announce(Announcement.of("project", "update", after, scopeOf(tx, projectid)));
        }
        return after;
    }
}
