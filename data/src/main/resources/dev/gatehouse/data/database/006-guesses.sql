-- How often somebody has failed to log in of late: counted by account, by address, by both, by browser.
-- What stands there is a hash, or an address. The account is whose matter it is; empty: no single one's.
CREATE TABLE gatehouse_guesses (
    guesser VARCHAR(80) NOT NULL,
    account VARCHAR(80) NOT NULL,
    failures INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    PRIMARY KEY (guesser)
);

CREATE INDEX gatehouse_guesses_first_at ON gatehouse_guesses (first_at);

CREATE INDEX gatehouse_guesses_account ON gatehouse_guesses (account);

-- Whence accounts have been logged in to: these are not kept out by what strangers do.
CREATE TABLE gatehouse_known_clients (
    client VARCHAR(80) NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (client)
);

UPDATE gatehouse_schema_version SET version = 6;
