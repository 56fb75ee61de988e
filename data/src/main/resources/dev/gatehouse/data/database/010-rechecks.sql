-- When somebody asked last whether a session's person still stands as at the login; and, sealed, what a provider
-- gave for asking: it goes with the session.
ALTER TABLE gatehouse_sessions ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gatehouse_sessions ADD COLUMN kept TEXT;

UPDATE gatehouse_schema_version SET version = 10;
