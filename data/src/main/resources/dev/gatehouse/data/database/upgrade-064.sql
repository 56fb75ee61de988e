ALTER TABLE workers ADD COLUMN pause_reason TEXT;
UPDATE alembic_version SET version_num = '064';
