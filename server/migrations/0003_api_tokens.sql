-- API tokens made by `parlour token`, beside those of the configuration. Only a hash is kept.
-- `used_ms` is written in steps (limits), so that reading rarely writes.
CREATE TABLE api_tokens (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    bot        TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    used_ms    INTEGER,
    revoked_ms INTEGER
) STRICT;
