package dev.gatehouse.data.property;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.StoredJson;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryInMemory;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The property tables of builds, buildsets and changes. Safe for use by many threads. */
public final class PropertyStore {
    private final Database database;

    public PropertyStore(Database database) {
        this.database = database;
    }

    /** Name to value; empty for an unknown build. */
    public SourcedProperties ofBuild(long buildid) {
        return ofBuild(database, buildid);
    }

    public SourcedProperties ofBuild(Reader reader, long buildid) {
        return SourcedProperties.ofBuild(
                buildid,
                ofBuilds(reader, List.of(buildid), List.of("*")).getOrDefault(buildid, Map.of()));
    }

    /** By the builder's count of builds; empty for an unknown build. */
    public SourcedProperties ofBuild(long builderid, long number) {
        return database.read(
                reader ->
                        reader.one(
                                        "SELECT id FROM builds WHERE builderid = ? AND number = ?",
                                        row -> row.number("id"),
                                        builderid,
                                        number)
                                .map(buildid -> ofBuild(reader, buildid))
                                .orElseGet(() -> SourcedProperties.ofBuild(0, Map.of())));
    }

    public SourcedProperties ofBuildset(long bsid) {
        return ofBuildset(database, bsid);
    }

    public SourcedProperties ofBuildset(Reader reader, long bsid) {
        return SourcedProperties.ofBuildset(
                bsid,
                ofBuildsets(reader, List.of(bsid), List.of("*")).getOrDefault(bsid, Map.of()));
    }

    public Map<String, SourcedValue> ofChange(Reader reader, long changeid) {
        return ofChanges(reader, List.of(changeid)).getOrDefault(changeid, Map.of());
    }

    /** One property of a build. */
    public Optional<SourcedValue> ofBuild(Reader reader, long buildid, String name) {
        return Optional.ofNullable(
                ofBuilds(reader, List.of(buildid), List.of(name))
                        .getOrDefault(buildid, Map.of())
                        .get(name));
    }

    /**
     * @param names which; {@code *} among them means all
     */
    public Map<Long, Map<String, SourcedValue>> ofBuilds(
            Reader reader, Collection<Long> buildids, List<String> names) {
        Map<Long, Map<String, SourcedValue>> found = new HashMap<>();
        if (buildids.isEmpty() || names.isEmpty()) {
            return found;
        }
        List<Object> arguments = new ArrayList<>(buildids);
        reader.query(
                "SELECT buildid, name, value, source FROM build_properties WHERE buildid IN ("
                        + Sql.marks(buildids.size())
                        + ")"
                        + named("name", names, arguments),
                row ->
                        of(found, row.number("buildid"))
                                .put(
                                        row.text("name"),
                                        new SourcedValue(
                                                StoredJson.read(row.text("value")),
                                                row.text("source"))),
                arguments.toArray());
        return found;
    }

    /**
     * @param names which; {@code *} among them means all
     */
    public Map<Long, Map<String, SourcedValue>> ofBuildsets(
            Reader reader, Collection<Long> bsids, List<String> names) {
        Map<Long, Map<String, SourcedValue>> found = new HashMap<>();
        if (bsids.isEmpty() || names.isEmpty()) {
            return found;
        }
        List<Object> arguments = new ArrayList<>(bsids);
        reader.query(
                "SELECT buildsetid, property_name, property_value FROM buildset_properties WHERE"
                        + " buildsetid IN ("
                        + Sql.marks(bsids.size())
                        + ")"
                        + named("property_name", names, arguments),
                row ->
                        of(found, row.number("buildsetid"))
                                .put(row.text("property_name"), pair(row, "Unknown")),
                arguments.toArray());
        return found;
    }

    public Map<Long, Map<String, SourcedValue>> ofChanges(
            Reader reader, Collection<Long> changeids) {
        Map<Long, Map<String, SourcedValue>> found = new HashMap<>();
        if (changeids.isEmpty()) {
            return found;
        }
        reader.query(
                "SELECT changeid, property_name, property_value FROM change_properties WHERE"
                        + " changeid IN ("
                        + Sql.marks(changeids.size())
                        + ")",
                row ->
                        of(found, row.number("changeid"))
                                .put(row.text("property_name"), pair(row, "Change")),
                changeids.toArray());
        return found;
    }

    /** A build's, each with its name and source to filter and sort by. */
    public Page<Property> listOfBuild(long buildid, Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(
                                Property.class,
                                "bp.name, bp.source, bp.value, b.builderid",
                                "(SELECT p.*, row_number() OVER (ORDER BY "
                                        + database.dialect().asWritten()
                                        + ") AS place FROM build_properties p WHERE p.buildid = "
                                        + buildid
                                        + ") bp JOIN builds b ON b.id = bp.buildid",
                                "bp.place",
                                row ->
                                        new Property(
                                                row.text("name"),
                                                row.text("source"),
                                                row.text("value"),
                                                Scope.builder(row.number("builderid"))))
                        .fewRows()
                        .column("name", "bp.name")
                        .column("source", "bp.source")
                        .scope("b.builderid {visible}")
                        .countsPage(),
                query);
    }

    public Page<Property> listOfBuildset(long bsid, Query query) {
        return database.read(
                reader -> {
                    SourcedProperties properties = ofBuildset(reader, bsid);
                    return listed(properties.values(), scopeOf(reader, properties), query);
                });
    }

    public Page<Property> listOfChange(long changeid, Query query) {
        return database.read(
                reader ->
                        listed(
                                ofChange(reader, changeid),
                                Scope.builders(
                                        reader.query(
                                                "SELECT DISTINCT br.builderid FROM changes c JOIN"
                                                        + " buildset_sourcestamps bss ON"
                                                        + " bss.sourcestampid = c.sourcestampid"
                                                        + " JOIN buildrequests br ON br.buildsetid"
                                                        + " = bss.buildsetid WHERE c.changeid = ?",
                                                row -> row.number("builderid"),
                                                changeid)),
                                query));
    }

    private static Page<Property> listed(
            Map<String, SourcedValue> values, Scope scope, Query query) {
        List<Property> rows = new ArrayList<>();
        values.forEach(
                (name, sourced) ->
                        rows.add(
                                new Property(
                                        name,
                                        sourced.source(),
                                        StoredJson.write(sourced.value()),
                                        scope)));
        return QueryInMemory.page(Property.class, rows, query, Property::scope);
    }

    private static Map<String, SourcedValue> of(
            Map<Long, Map<String, SourcedValue>> found, long id) {
        return found.computeIfAbsent(id, none -> new TreeMap<>());
    }

    private static String named(String column, List<String> names, List<Object> arguments) {
        if (names.contains("*")) {
            return "";
        }
        arguments.addAll(names);
        return " AND " + column + " IN (" + Sql.marks(names.size()) + ")";
    }

    /** {@code [value, source]}; any other JSON, from old databases, is a value whose source was not kept. */
    private static SourcedValue pair(Row row, String otherwise) {
        JsonNode pair = StoredJson.read(row.text("property_value"));
        if (pair.isArray() && pair.size() == 2 && pair.get(1).isTextual()) {
            return new SourcedValue(pair.get(0), pair.get(1).asText());
        }
        return new SourcedValue(pair, otherwise);
    }

    /** Who owns a build: the {@code owner} of the buildset that it was built for. */
    public Set<String> ownersOfBuild(long buildid) {
        return owners(
                database.query(
                        "SELECT bp.property_name, bp.property_value FROM builds b JOIN"
                                + " buildrequests br ON br.id = b.buildrequestid JOIN"
                                + " buildset_properties bp ON bp.buildsetid = br.buildsetid WHERE"
                                + " b.id = ? AND bp.property_name = 'owner'",
                        row -> pair(row, "Unknown"),
                        buildid));
    }

    public Set<String> ownersOfBuildset(long bsid) {
        return owners(
                database.query(
                        "SELECT property_name, property_value FROM buildset_properties WHERE"
                                + " buildsetid = ? AND property_name = 'owner'",
                        row -> pair(row, "Unknown"),
                        bsid));
    }

    private static Set<String> owners(List<SourcedValue> values) {
        return values.stream()
                .map(SourcedValue::value)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    Scope scopeOf(SourcedProperties properties) {
        return scopeOf(database, properties);
    }

    /** Whose they are; of an unknown build or buildset nobody's, so that it looks like a hidden one. */
    public Scope scopeOf(Reader reader, SourcedProperties properties) {
        Long buildid = properties.buildid();
        return Scope.builders(
                buildid != null
                        ? reader.query(
                                "SELECT builderid FROM builds WHERE id = ?",
                                row -> row.number("builderid"),
                                buildid)
                        : reader.query(
                                "SELECT DISTINCT builderid FROM buildrequests WHERE buildsetid = ?",
                                row -> row.number("builderid"),
                                properties.bsid()));
    }

    /** Sets one property of a build and tells of it, unless it is so already. */
    public void setForBuild(
            Transaction tx, long buildid, String name, @Nullable Object value, String source) {
        setForBuild(tx, buildid, Map.of(name, SourcedValue.of(value, source)));
    }

    /** Sets several properties of a build and tells of those that have changed, once. */
    public void setForBuild(Transaction tx, long buildid, Map<String, SourcedValue> properties) {
        Map<String, SourcedValue> changed = new TreeMap<>();
        properties.forEach(
                (name, property) -> {
                    if (setOne(tx, buildid, name, property)) {
                        changed.put(name, property);
                    }
                });
        if (!changed.isEmpty()) {
            SourcedProperties news = SourcedProperties.ofBuild(buildid, changed);
            tx.announce(Announcement.of("sourcedproperties", "update", news, scopeOf(tx, news)));
        }
    }

    private static boolean setOne(
            Transaction tx, long buildid, String name, SourcedValue property) {
        String value = StoredJson.write(property.value());
        List<String> before =
                tx.query(
                        "SELECT value, source FROM build_properties WHERE buildid = ? AND name = ?",
                        row -> row.text("source") + '\n' + row.text("value"),
                        buildid,
                        name);
        if (before.contains(property.source() + '\n' + value)) {
            return false;
        }
        if (before.isEmpty()) {
            tx.update(
                    "INSERT INTO build_properties (buildid, name, value, source) VALUES (?, ?, ?,"
                            + " ?)",
                    buildid,
                    name,
                    value,
                    property.source());
        } else {
            tx.update(
                    "UPDATE build_properties SET value = ?, source = ? WHERE buildid = ? AND name ="
                            + " ?",
                    value,
                    property.source(),
                    buildid,
                    name);
        }
        return true;
    }

    /** For the store of buildsets, when it adds one. */
    public void addToBuildset(Transaction tx, long bsid, Map<String, SourcedValue> properties) {
        new TreeMap<>(properties)
                .forEach(
                        (name, property) ->
                                tx.update(
                                        "INSERT INTO buildset_properties (buildsetid,"
                                                + " property_name, property_value) VALUES (?, ?,"
                                                + " ?)",
                                        bsid,
                                        name,
                                        StoredJson.write(property)));
    }

    /** For the store of changes, when it adds one. */
    public void addToChange(Transaction tx, long changeid, Map<String, SourcedValue> properties) {
        new TreeMap<>(properties)
                .forEach(
                        (name, property) ->
                                tx.update(
                                        "INSERT INTO change_properties (changeid, property_name,"
                                                + " property_value) VALUES (?, ?, ?)",
                                        changeid,
                                        name,
                                        StoredJson.write(property)));
    }
}
