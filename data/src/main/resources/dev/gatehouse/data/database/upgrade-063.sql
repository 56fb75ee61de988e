ALTER TABLE steps ADD COLUMN locks_acquired_at INTEGER;
UPDATE alembic_version SET version_num = '063';
