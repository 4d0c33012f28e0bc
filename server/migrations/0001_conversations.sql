-- What a deployment needs before its first message. Times are milliseconds since 1970 unless named
-- otherwise; JSON stands in TEXT.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Who talks to a bot. `user_id` is an API caller's own word; visitors have none, and neither have
-- callers that send the empty one, so that they never share a conversation.
CREATE TABLE botusers (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    bot        TEXT NOT NULL,
    user_id    TEXT,
    meta       TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX botusers_user ON botusers (bot, user_id) WHERE user_id IS NOT NULL;

-- `active_s`: the caller's clock at the last message, from which expiry counts.
CREATE TABLE conversations (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    bot        TEXT NOT NULL,
    botuser    INTEGER NOT NULL REFERENCES botusers (id),
    state      TEXT NOT NULL,
    cvars      TEXT NOT NULL,
    locale     TEXT,
    last_seq   INTEGER NOT NULL,
    active_s   INTEGER NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX conversations_botuser ON conversations (bot, botuser, id);

-- Visitor tokens. `family` is the first session of those that were resumed from one another.
CREATE TABLE sessions (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash   BLOB NOT NULL UNIQUE,
    bot          TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    family       INTEGER NOT NULL,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    revoked_ms   INTEGER
) STRICT;
CREATE INDEX sessions_family ON sessions (family);
CREATE INDEX sessions_expiry ON sessions (expires_ms);

-- The log. `answers` is the message a bot's message replies to, `caller_id` an API caller's own id,
-- `mid` a visitor's.
CREATE TABLE messages (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    bot          TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    seq          INTEGER NOT NULL,
    mid          TEXT,
    caller_id    TEXT,
    author       TEXT NOT NULL CHECK (author IN ('visitor', 'bot', 'agent', 'system')),
    at_ms        INTEGER NOT NULL,
    actions      TEXT NOT NULL,
    module       TEXT,
    connections  TEXT,
    answers      INTEGER REFERENCES messages (id),
    in_reply_to  TEXT,
    UNIQUE (conversation, seq),
    UNIQUE (conversation, mid)
) STRICT;
CREATE INDEX messages_answers ON messages (answers);

-- What a visitor's message was answered with, for as long as the conversation lives.
CREATE TABLE answers (
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    mid          TEXT NOT NULL,
    fingerprint  BLOB NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (conversation, mid)
) STRICT, WITHOUT ROWID;

-- The same for callers with an Idempotency-Key, for a while.
CREATE TABLE keyed_answers (
    bot         TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    body        TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (bot, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX keyed_answers_age ON keyed_answers (at_ms);
