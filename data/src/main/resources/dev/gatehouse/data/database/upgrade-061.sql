ALTER TABLE builders ADD COLUMN description_format TEXT;
ALTER TABLE builders ADD COLUMN description_html TEXT;
UPDATE alembic_version SET version_num = '061';
