-- Webhooks that tell other systems what was said to their users (`serve_as`). A row is written with the
-- message it tells of, and goes once it was taken; one that was given up is a dead letter (`dead_ms`).
-- `error` is why the last try failed, in words of ours.

CREATE TABLE outbound (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    bot          TEXT NOT NULL,
    api          TEXT NOT NULL CHECK (api IN ('aimylogic', 'api_medium')),
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    body         TEXT NOT NULL,
    created_ms   INTEGER NOT NULL,
    next_ms      INTEGER NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0,
    error        TEXT,
    dead_ms      INTEGER
) STRICT;
CREATE INDEX outbound_queue ON outbound (bot, api, conversation, id, next_ms) WHERE dead_ms IS NULL;
CREATE INDEX outbound_conversation ON outbound (bot, conversation);
CREATE INDEX outbound_dead ON outbound (bot, id) WHERE dead_ms IS NOT NULL;

-- Receivers that said that they are gone (410): nothing is sent to them until the configuration is read again.
CREATE TABLE outbound_gone (
    bot      TEXT NOT NULL,
    api      TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    PRIMARY KEY (bot, api)
) STRICT, WITHOUT ROWID;
