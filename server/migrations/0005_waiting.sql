-- Messages whose turn waits for another server's answer, or behind one that does: of a conversation in
-- order of `id`. `work` (JSON) is what is done of them and what is left. `key` is a caller's
-- Idempotency-Key. `is_begun`: a call was begun that must not be made twice.
CREATE TABLE waiting (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    bot          TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    mid          TEXT,
    key          TEXT,
    work         TEXT NOT NULL,
    is_begun     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX waiting_conversation ON waiting (conversation, id);
CREATE INDEX waiting_key ON waiting (bot, key) WHERE key IS NOT NULL;
