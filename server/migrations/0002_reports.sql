-- What message reports need beside the chat's own rows. `trail` is what was known of the turn when it
-- was taken (JSON: an object laid over the report row); rows of earlier versions have none.

ALTER TABLE messages ADD COLUMN trail TEXT;
ALTER TABLE messages ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0;
-- A report reads a bot's rows in order of `id`, and finds where its days begin and end.
CREATE INDEX messages_bot ON messages (bot);
CREATE INDEX messages_bot_days ON messages (bot, at_ms);

-- Exports that are mailed. `cursor` is the last row in the file, `bytes` the file's length at that row:
-- whatever is behind it was not finished. `holder` may work on the job until `lease_ms`.
CREATE TABLE report_jobs (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL,
    bot        TEXT NOT NULL,
    report     INTEGER NOT NULL,
    from_date  TEXT NOT NULL,
    to_date    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('queued', 'running', 'sent', 'failed')),
    rows_done  INTEGER NOT NULL DEFAULT 0,
    rows_total INTEGER,
    cursor     INTEGER NOT NULL DEFAULT 0,
    last_row   INTEGER,
    bytes      INTEGER NOT NULL DEFAULT 0,
    is_written INTEGER NOT NULL DEFAULT 0,
    tries      INTEGER NOT NULL DEFAULT 0,
    next_ms    INTEGER NOT NULL,
    holder     TEXT,
    lease_ms   INTEGER NOT NULL DEFAULT 0,
    error      TEXT,
    created_ms INTEGER NOT NULL,
    ended_ms   INTEGER
) STRICT;
-- One at a time for each account.
CREATE UNIQUE INDEX report_jobs_open ON report_jobs (account) WHERE state IN ('queued', 'running');
