-- Who is logged in. The token itself is only in the browser; here is its SHA-256, in hexadecimal digits.
CREATE TABLE gatehouse_sessions (
    token_hash VARCHAR(64) NOT NULL,
    realm VARCHAR(128) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    username VARCHAR(255) NOT NULL,
    standing VARCHAR(64) NOT NULL,
    address VARCHAR(64) NOT NULL,
    agent VARCHAR(120) NOT NULL,
    started_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (token_hash)
);

CREATE INDEX gatehouse_sessions_username ON gatehouse_sessions (username);
CREATE INDEX gatehouse_sessions_revoked ON gatehouse_sessions (revoked_at);
CREATE INDEX gatehouse_sessions_ends_at ON gatehouse_sessions (ends_at);

-- Who has logged out everywhere: what was issued before that by a server that keeps no books is worth nothing.
CREATE TABLE gatehouse_logouts (
    username VARCHAR(255) NOT NULL,
    logged_out_at INTEGER NOT NULL,
    PRIMARY KEY (username)
);

UPDATE gatehouse_schema_version SET version = 5;
