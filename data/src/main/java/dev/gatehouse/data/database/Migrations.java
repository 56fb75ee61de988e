package dev.gatehouse.data.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database ready: a new one gets Buildbot's schema and ours from numbered SQL scripts, Buildbot's own
 * is used as it is, and anything else is refused before a byte of it changes. Used once, at the start.
 *
 * <p>Our own tables are prefixed {@code gatehouse_}; {@code gatehouse_schema_version} says up to which of our
 * scripts a database is. Buildbot's revision stands in {@code alembic_version}, and is only ever stamped on a
 * schema made here.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String REVISION = "067";
    private static final int NEWEST = 67;
    private static final String BUILDBOT_SCHEMA = "buildbot-067.sql";

    /** Ours, in order: the first is version 1. */
    private static final List<String> OWN =
            List.of(
                    "001-version.sql",
                    "002-indexes.sql",
                    "003-newest-builds.sql",
                    "004-pages.sql",
                    "005-sessions.sql",
                    "006-guesses.sql",
                    "007-tokens.sql",
                    "008-accounts.sql",
                    "009-held-guesses.sql",
                    "010-rechecks.sql",
                    "011-token-logins.sql");

    /** Longer than making the tables takes on a slow disk. */
    private static final Duration WAIT = Duration.ofSeconds(60);

    private final Connections connections;
    private final String place;
    private final Connection connection;
    private final Dialect dialect;
    private final boolean upgrade;

    Migrations(Connections connections, Connection connection, boolean upgrade) {
        this.connections = connections;
        this.place = connections.place();
        this.connection = connection;
        this.dialect = connections.dialect();
        this.upgrade = upgrade;
    }

    /** Gives how the database is to be read. */
    OlderSchema run() throws SQLException {
        boolean kept = false;
        try (SchemaLock lock = SchemaLock.on(connection, dialect, place, WAIT)) {
            OlderSchema schema = check();
            connections.commit(connection);
            kept = true;
            return schema;
        } finally {
            if (!kept) {
                connections.rollback(connection);
            }
        }
    }

    private OlderSchema check() throws SQLException {
        JdbcReader reader =
                new JdbcReader(connection, dialect, OlderSchema.newest(), Recall.NOTHING);
        Set<String> tables = tables();
        if (tables.isEmpty()) {
            execute(BUILDBOT_SCHEMA);
        } else {
            OlderSchema schema = schemaOf(revision(reader, tables));
            if (!schema.isNewest()) {
                return schema;
            }
        }
        addOwn(reader, tables);
        if (dialect == Dialect.MARIADB) {
            TableEngines.warning(reader, place).ifPresent(LOG::warn);
        }
        return OlderSchema.newest();
    }

    private void addOwn(Reader reader, Set<String> tables) throws SQLException {
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
            if (!tables.isEmpty()) {
                LOG.info(
                        "Preparing {}: {}; over many millions of rows that takes minutes",
                        place,
                        script);
            }
            execute(script);
        }
    }

    private static int ownVersion(Reader reader) {
        return reader.one(
                        "SELECT version FROM gatehouse_schema_version",
                        row -> (int) row.number("version"))
                .orElse(0);
    }

    private String revision(Reader reader, Set<String> tables) {
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
        return reader.one("SELECT version_num FROM alembic_version", row -> row.text("version_num"))
                .orElseThrow(
                        () ->
                                new BadDatabase(
                                        "cannot use "
                                                + place
                                                + ": its alembic_version is empty, because its"
                                                + " making was cut short; drop its tables and start"
                                                + " again"));
    }

    private OlderSchema schemaOf(String revision) throws SQLException {
        OlderSchema schema =
                OlderSchema.of(revision)
                        .orElseThrow(
                                () ->
                                        new BadDatabase(
                                                "cannot use "
                                                        + place
                                                        + ": its schema has revision "
                                                        + revision
                                                        + "; known are 059 (Buildbot 3.4) to "
                                                        + REVISION
                                                        + ", an older one is upgraded by 'buildbot"
                                                        + " upgrade-master', a newer one needs a"
                                                        + " newer Gatehouse"));
        if (schema.isNewest() || !upgrade) {
            return schema;
        }
        connections.backUp(".revision-" + revision);
        for (int next = Integer.parseInt(revision) + 1; next <= NEWEST; next++) {
            if (next == NEWEST) {
                Set<String> tables = OlderSchema.tablesSince(REVISION);
                SchemaScript.run(BUILDBOT_SCHEMA, tables, dialect, connection);
            }
            execute("upgrade-0" + next + ".sql");
        }
        return OlderSchema.newest();
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
