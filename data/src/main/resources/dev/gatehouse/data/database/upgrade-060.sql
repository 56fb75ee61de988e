CREATE TABLE projects (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_hash VARCHAR(40) NOT NULL,
    slug VARCHAR(50) NOT NULL,
    description TEXT,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX projects_name_hash ON projects (name_hash);
ALTER TABLE builders ADD COLUMN projectid INTEGER CONSTRAINT fk_builders_projectid REFERENCES projects (id) ON DELETE SET NULL;
CREATE INDEX builders_projectid ON builders (projectid);
UPDATE alembic_version SET version_num = '060';
