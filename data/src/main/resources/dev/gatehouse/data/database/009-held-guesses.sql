-- The places of those whose password is being looked at: counted with the failures until that is over.
ALTER TABLE gatehouse_guesses ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

UPDATE gatehouse_schema_version SET version = 9;
