-- The builds that run (nothing in complete_at), and lists of the newest.
CREATE INDEX gatehouse_builds_complete_at ON builds (complete_at);
CREATE INDEX gatehouse_builds_started_at ON builds (started_at);

UPDATE gatehouse_schema_version SET version = 3;
