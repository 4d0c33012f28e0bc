-- Who holds a conversation, and what visitors uploaded.

-- `handover`: `bot waiting agent ended`. `held_from` is the `seq` of the event the bot fell silent with,
-- `asked_ms` the place in the queue, `queue_told` the place the visitor knows. `agent` (JSON) is who
-- answers; `agent_fetched` and `agent_read` are how far that person has fetched and read.
ALTER TABLE conversations ADD COLUMN handover TEXT NOT NULL DEFAULT 'bot'
    CHECK (handover IN ('bot', 'waiting', 'agent', 'ended'));
ALTER TABLE conversations ADD COLUMN held_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN asked_ms INTEGER;
ALTER TABLE conversations ADD COLUMN queue_told INTEGER;
ALTER TABLE conversations ADD COLUMN agent TEXT;
ALTER TABLE conversations ADD COLUMN agent_fetched INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN agent_read INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversations_held ON conversations (bot, asked_ms, id) WHERE handover IN ('waiting', 'agent');

-- `agent` (JSON) is who wrote a message of author `agent`. A row with `handover` (JSON: state and queue)
-- is no message: the conversation changed hands.
ALTER TABLE messages ADD COLUMN agent TEXT;
ALTER TABLE messages ADD COLUMN handover TEXT;

-- Files of visitors. `id` names the file in the folder beside the store; `mid` is the message it went
-- with, none yet for one that was only uploaded.
CREATE TABLE attachments (
    id           TEXT PRIMARY KEY,
    bot          TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    name         TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    bytes        INTEGER NOT NULL,
    created_ms   INTEGER NOT NULL,
    mid          TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_conversation ON attachments (conversation, created_ms);
CREATE INDEX attachments_unused ON attachments (created_ms) WHERE mid IS NULL;
