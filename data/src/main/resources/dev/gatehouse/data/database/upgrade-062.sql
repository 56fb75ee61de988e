ALTER TABLE projects ADD COLUMN description_format TEXT;
ALTER TABLE projects ADD COLUMN description_html TEXT;
UPDATE alembic_version SET version_num = '062';
