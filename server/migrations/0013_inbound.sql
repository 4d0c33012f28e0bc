-- What bots that live elsewhere send by themselves (webhooks).

-- The bot's own name of the visitor. It stays when the conversation is forgotten, so that what still comes
-- for it is dropped.
ALTER TABLE conversations ADD COLUMN upstream_user TEXT;
CREATE INDEX conversations_upstream_user ON conversations (bot, upstream_user) WHERE upstream_user IS NOT NULL;

-- `dedupe` is a hash of what makes an event the same one. An event without a `conversation` is a dead letter:
-- nobody knows its `user` (yet). `body` (JSON, without any secret) is empty once the event stands in the log.
CREATE TABLE inbound (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    bot          TEXT NOT NULL,
    conversation INTEGER REFERENCES conversations (id),
    user         TEXT NOT NULL,
    dedupe       BLOB NOT NULL,
    said_ms      INTEGER NOT NULL,
    arrived_ms   INTEGER NOT NULL,
    body         TEXT NOT NULL,
    is_placed    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (bot, dedupe)
) STRICT;
CREATE INDEX inbound_waiting ON inbound (conversation, said_ms) WHERE is_placed = 0;
CREATE INDEX inbound_conversation ON inbound (bot, conversation);
CREATE INDEX inbound_age ON inbound (arrived_ms);
