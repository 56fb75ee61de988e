package dev.gatehouse.data.codebase;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.project.ProjectStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of codebases. Safe for use by many threads. */
public final class CodebaseStore {
    private static final String COLUMNS = "cb.id, cb.projectid, cb.name, cb.slug";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM codebases cb WHERE ";

    private final Database database;
    private final ProjectStore projects;

    public CodebaseStore(Database database, ProjectStore projects) {
        this.database = database;
        this.projects = projects;
    }

    public Page<Codebase> list(Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(Codebase.class, COLUMNS, "codebases cb", "cb.id", CodebaseStore::read)
                        .fewRows()
                        .column("codebaseid", "cb.id")
                        .column("projectid", "cb.projectid")
                        .column("name", "cb.name")
                        .column("slug", "cb.slug")
                        .scope(ProjectStore.visible("cb.projectid"))
                        .countsPage(),
                query);
    }

    public Optional<Codebase> find(long codebaseid) {
        return find(database, codebaseid);
    }

    public Optional<Codebase> find(Reader reader, long codebaseid) {
        return reader.one(SELECT + "cb.id = ?", CodebaseStore::read, codebaseid);
    }

    public Optional<Codebase> find(long projectid, String name) {
        return find(database, projectid, name);
    }

    private static Optional<Codebase> find(Reader reader, long projectid, String name) {
        return reader.one(
                SELECT + "cb.projectid = ? AND cb.name_hash = ?",
                CodebaseStore::read,
                projectid,
                Sql.hash(name));
    }

    private static Codebase read(Row row) {
        return new Codebase(
                row.number("id"), row.number("projectid"), row.text("name"), row.text("slug"));
    }

    public Scope scopeOf(long codebaseid) {
        return database.read(reader -> scopeOf(reader, codebaseid));
    }

    /** Whose it is: its project's; of an unknown one nobody's, so that it looks like a hidden one. */
    public Scope scopeOf(Reader reader, long codebaseid) {
        return find(reader, codebaseid)
                .map(codebase -> projects.scopeOf(reader, codebase.projectid()))
                .orElseGet(Scope::ofNobody);
    }

    /**
     * Makes the codebase known, or brings what is known of it up to date.
     *
     * @param slug null where it is the name
     */
    public Codebase ensure(Transaction tx, long projectid, String name, @Nullable String slug) {
        String newSlug = slug == null ? name : slug;
        Optional<Codebase> known = find(tx, projectid, name);
        if (known.filter(codebase -> codebase.slug().equals(newSlug)).isPresent()) {
            return known.get();
        }
        if (known.isPresent()) {
            tx.update(
                    "UPDATE codebases SET slug = ? WHERE id = ?",
                    newSlug,
                    known.get().codebaseid());
        } else {
            tx.insert(
                    "INSERT INTO codebases (projectid, name, name_hash, slug) VALUES (?, ?, ?, ?)",
                    projectid,
                    name,
                    Sql.hash(name),
                    newSlug);
        }
        Codebase codebase = find(tx, projectid, name).orElseThrow();
        tx.announce(
                Announcement.of("codebase", "update", codebase, projects.scopeOf(tx, projectid)));
        return codebase;
    }
}
