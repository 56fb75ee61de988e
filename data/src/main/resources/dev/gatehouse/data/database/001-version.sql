-- How far our own tables are: one row.
CREATE TABLE gatehouse_schema_version (
    version INTEGER NOT NULL
);

INSERT INTO gatehouse_schema_version (version) VALUES (1);
