-- What the served Aimylogic API keeps beside the log.

-- A question is what a client asked, a text or an event, and names the turn that answers it. In the log it is the
-- `caller_id` of what was said and the `id_message_evaluate` of every reply. `done_ms`: since when its turn is
-- whole. What was said unasked has a row here only once its `status` was told; its question is its own number.
CREATE TABLE questions (
    bot          TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations (id),
    question     TEXT NOT NULL,
    cid          TEXT,
    at_ms        INTEGER NOT NULL,
    done_ms      INTEGER,
    is_new       INTEGER NOT NULL DEFAULT 0,
    has_ended    INTEGER NOT NULL DEFAULT 0,
    hands_over   INTEGER NOT NULL DEFAULT 0,
    status       TEXT NOT NULL DEFAULT 'SENT' CHECK (status IN ('SENT', 'DELIVERED', 'READ', 'NOT_SENT')),
    PRIMARY KEY (conversation, question)
) STRICT, WITHOUT ROWID;

-- The state a client's application saved, its bytes as they came. `version` counts the savings.
CREATE TABLE chat_states (
    botuser INTEGER PRIMARY KEY REFERENCES botusers (id),
    bot     TEXT NOT NULL,
    body    TEXT NOT NULL,
    cid     TEXT,
    at_ms   INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- How far each connection of a client was told its events: up to which message, and which saved state.
CREATE TABLE chat_cursors (
    bot     TEXT NOT NULL,
    botuser INTEGER NOT NULL REFERENCES botusers (id),
    cid     TEXT NOT NULL,
    message INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (botuser, cid)
) STRICT, WITHOUT ROWID;
