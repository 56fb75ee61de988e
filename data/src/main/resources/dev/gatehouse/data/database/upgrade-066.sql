-- The builds that are there have waited for no locks; the default stays, which harms nobody.
ALTER TABLE builds ADD COLUMN locks_duration_s INTEGER NOT NULL DEFAULT 0;
UPDATE alembic_version SET version_num = '066';
