-- What /reports shows, counted from the log by a worker that remembers how far it came (`meta`,
-- 'reports_counted': the last message that is in the counts). `day` is the number of days since 1970, in UTC.
-- Nothing in here is what anybody said: counts stay when people are forgotten and old conversations removed.

CREATE TABLE report_days (
    bot           TEXT NOT NULL,
    day           INTEGER NOT NULL,
    begun         INTEGER NOT NULL,
    active        INTEGER NOT NULL,
    from_visitors INTEGER NOT NULL,
    from_bot      INTEGER NOT NULL,
    from_people   INTEGER NOT NULL,
    fallbacks     INTEGER NOT NULL,
    asked         INTEGER NOT NULL,
    taken         INTEGER NOT NULL,
    handed_back   INTEGER NOT NULL,
    ended         INTEGER NOT NULL,
    PRIMARY KEY (bot, day)
) STRICT, WITHOUT ROWID;

-- `stops`: turns that ended at this module, so that the visitor was to speak. `quits`: those of them after which
-- the visitor has said nothing.
CREATE TABLE report_modules (
    bot     TEXT NOT NULL,
    day     INTEGER NOT NULL,
    module  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    answers INTEGER NOT NULL,
    stops   INTEGER NOT NULL,
    quits   INTEGER NOT NULL,
    PRIMARY KEY (bot, day, module)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_kpis (
    bot     TEXT NOT NULL,
    day     INTEGER NOT NULL,
    kpi     INTEGER NOT NULL,
    label   TEXT NOT NULL,
    answers INTEGER NOT NULL,
    PRIMARY KEY (bot, day, kpi, label)
) STRICT, WITHOUT ROWID;

-- How often somebody waited so long: for the bot, for a person's answer, in the queue. `ms` has three digits that
-- count.
CREATE TABLE report_waits (
    bot   TEXT NOT NULL,
    day   INTEGER NOT NULL,
    kind  TEXT NOT NULL CHECK (kind IN ('bot', 'person', 'queue')),
    ms    INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (bot, day, kind, ms)
) STRICT, WITHOUT ROWID;

-- One row for each conversation that has a message. `day` is its first, `last_day` its last. `module` and
-- `module_day`: where its visitor was left. `asked_ms`: since when the visitor waits for an answer, `queued_ms` for a
-- person. The last three are what the page told; they are emptied when the visitor is forgotten.
CREATE TABLE report_talks (
    conversation INTEGER PRIMARY KEY,
    bot          TEXT NOT NULL,
    day          INTEGER NOT NULL,
    last_day     INTEGER NOT NULL,
    module       INTEGER,
    module_day   INTEGER,
    asked_ms     INTEGER,
    held         TEXT NOT NULL,
    queued_ms    INTEGER,
    language     TEXT,
    host         TEXT,
    page         TEXT
) STRICT;
CREATE INDEX report_talks_days ON report_talks (bot, day, conversation);
