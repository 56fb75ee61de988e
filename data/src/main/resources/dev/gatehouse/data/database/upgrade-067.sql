-- Its tables are made before, as buildbot-067.sql has them.
UPDATE alembic_version SET version_num = '067';
