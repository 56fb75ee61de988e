ALTER TABLE buildsets ADD COLUMN rebuilt_buildid INTEGER CONSTRAINT rebuilt_buildid REFERENCES builds (id) ON DELETE SET NULL;
UPDATE alembic_version SET version_num = '065';
