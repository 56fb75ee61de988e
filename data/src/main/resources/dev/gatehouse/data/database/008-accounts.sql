-- People who have their account here. The subject is random and never given to somebody else; folded is the
-- name as no second one may look. A password and the texts of codes are hashes; a TOTP secret cannot be one.
CREATE TABLE gatehouse_accounts (
    subject VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    folded VARCHAR(64) NOT NULL,
    email VARCHAR(255) NOT NULL,
    email_verified INTEGER NOT NULL,
    full_name VARCHAR(255) NOT NULL,
    password VARCHAR(255) NOT NULL,
    group_names TEXT NOT NULL,
    administrator INTEGER NOT NULL,
    locked INTEGER NOT NULL,
    must_change INTEGER NOT NULL,
    totp_secret VARCHAR(64) NOT NULL,
    totp_pending VARCHAR(64) NOT NULL,
    totp_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER,
    PRIMARY KEY (subject)
);

CREATE UNIQUE INDEX gatehouse_accounts_name ON gatehouse_accounts (name);
CREATE UNIQUE INDEX gatehouse_accounts_folded ON gatehouse_accounts (folded);
CREATE INDEX gatehouse_accounts_email ON gatehouse_accounts (email);

-- What works once: an invitation, a new password, an address to be confirmed, a way back without the second factor.
CREATE TABLE gatehouse_account_codes (
    code_hash VARCHAR(64) NOT NULL,
    subject VARCHAR(32) NOT NULL,
    purpose VARCHAR(16) NOT NULL,
    email VARCHAR(255) NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (code_hash)
);

CREATE INDEX gatehouse_account_codes_subject ON gatehouse_account_codes (subject);
CREATE INDEX gatehouse_account_codes_ends_at ON gatehouse_account_codes (ends_at);

UPDATE gatehouse_schema_version SET version = 8;
