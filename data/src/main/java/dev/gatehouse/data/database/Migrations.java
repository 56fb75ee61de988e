package dev.gatehouse.data.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a database ready: a new one gets Buildbot's schema and ours from numbered SQL scripts, Buildbot's own
 * is used as it is, and anything else is refused before a byte of it changes. Used once, at the start.
 *
 * <p>Our own tables are prefixed {@code gatehouse_}; {@code gatehouse_schema_version} says up to which of our
 * scripts a database is. Buildbot's revision stands in {@code alembic_version}, and is only ever stamped on a
 * schema made here.
 */
final class Migrations {
    private static final String REVISION = "067";
    private static final String BUILDBOT_SCHEMA = "buildbot-067.sql";

    /** Ours, in order: the first is version 1. */
    private static final List<String> OWN =
            List.of("001-version.sql", "002-indexes.sql", "003-newest-builds.sql");

    private final String place;
    private final Connection connection;
    private final Dialect dialect;

    Migrations(String place, Connection connection, Dialect dialect) {
        this.place = place;
        this.connection = connection;
        this.dialect = dialect;
    }

    void run() {
        try {
            check();
            connection.commit();
        } catch (SQLException e) {
            throw new BadDatabase("cannot prepare " + place + ": " + e.getMessage(), e);
        }
    }

    private void check() throws SQLException {
        JdbcReader reader = new JdbcReader(connection, dialect);
        Set<String> tables = tables();
        if (tables.isEmpty()) {
            execute(BUILDBOT_SCHEMA);
        } else {
            checkRevision(reader, tables);
        }
        int version = tables.contains("gatehouse_schema_version") ? ownVersion(reader) : 0;
        if (version > OWN.size()) {
            throw new BadDatabase(
                    "cannot use "
                            + place
                            + ": a newer Gatehouse has used it (its tables are at version "
                            + version
                            + ", this one knows "
                            + OWN.size()
                            + ")");
        }
        for (String script : OWN.subList(version, OWN.size())) {
            execute(script);
        }
    }

    private static int ownVersion(Reader reader) {
        return reader.one(
                        "SELECT version FROM gatehouse_schema_version",
                        row -> (int) row.number("version"))
                .orElse(0);
    }

    private void checkRevision(Reader reader, Set<String> tables) {
        if (tables.contains("version") || tables.contains("migrate_version")) {
            throw new BadDatabase(
                    "cannot use "
                            + place
                            + ": its schema is older than Buildbot 3; upgrade it with 'buildbot"
                            + " upgrade-master' to revision "
                            + REVISION
                            + " first");
        }
        if (!tables.contains("alembic_version")) {
            throw new BadDatabase(
                    "cannot use "
                            + place
                            + ": it holds tables but is no Buildbot database (there is no table"
                            + " alembic_version)");
        }
        String revision =
                reader.one(
                                "SELECT version_num FROM alembic_version",
                                row -> row.text("version_num"))
                        .orElse("unknown");
        if (!revision.equals(REVISION)) {
            throw new BadDatabase(
                    "cannot use "
                            + place
                            + ": its schema has revision "
                            + revision
                            + ", and this server works with revision "
                            + REVISION
                            + "; a Buildbot 4.3 or newer upgrades it with 'buildbot"
                            + " upgrade-master'");
        }
    }

    private Set<String> tables() throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (ResultSet found =
                connection
                        .getMetaData()
                        .getTables(
                                connection.getCatalog(),
                                connection.getSchema(),
                                "%",
                                new String[] {"TABLE"})) {
            while (found.next()) {
                String name = found.getString("TABLE_NAME");
                if (!name.startsWith("sqlite_")) {
                    tables.add(name);
                }
            }
        }
        return tables;
    }

    private void execute(String script) throws SQLException {
        SchemaScript.run(script, dialect, connection);
    }
}
