-- API tokens. The token itself is only with whom its owner gave it to; here is its SHA-256, in hexadecimal digits.
-- The owner as he was when he made it or logged in last; suspended: he has changed since.
CREATE TABLE gatehouse_tokens (
    token_id VARCHAR(16) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    realm VARCHAR(128) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    username VARCHAR(255) NOT NULL,
    owner TEXT NOT NULL,
    standing VARCHAR(64) NOT NULL,
    suspended INTEGER NOT NULL,
    scopes VARCHAR(64) NOT NULL,
    builders TEXT,
    projects TEXT,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    used_at INTEGER,
    used_from VARCHAR(64) NOT NULL,
    ended_at INTEGER,
    ended_why VARCHAR(100) NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (token_id)
);

CREATE UNIQUE INDEX gatehouse_tokens_hash ON gatehouse_tokens (token_hash);
CREATE INDEX gatehouse_tokens_username ON gatehouse_tokens (username);
CREATE INDEX gatehouse_tokens_changed_at ON gatehouse_tokens (changed_at);
CREATE INDEX gatehouse_tokens_ends_at ON gatehouse_tokens (ends_at);

UPDATE gatehouse_schema_version SET version = 7;
