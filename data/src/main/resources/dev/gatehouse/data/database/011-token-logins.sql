-- When the owner of an API token logged in last, and why he has to again before it is worth something, where he has
-- to. Of those that there are it is not known: they count from their last use.
ALTER TABLE gatehouse_tokens ADD COLUMN login_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gatehouse_tokens ADD COLUMN suspended_why VARCHAR(100) NOT NULL DEFAULT '';

UPDATE gatehouse_tokens SET login_at = COALESCE(used_at, made_at);

UPDATE gatehouse_schema_version SET version = 11;
