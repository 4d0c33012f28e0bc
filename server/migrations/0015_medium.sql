-- Conversations that another system leads through the served API medium. `channel` and `user` stand in
-- every webhook; `told_ms` is the moment of the last one, since no two of a user have the same.

CREATE TABLE medium (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (id),
    bot          TEXT NOT NULL,
    channel      TEXT NOT NULL,
    user         INTEGER NOT NULL,
    told_ms      INTEGER NOT NULL
) STRICT;

-- The API knows people at the desk by numbers.
CREATE TABLE medium_agents (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    bot  TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (bot, name)
) STRICT;
