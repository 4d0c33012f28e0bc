-- Users whom the back end of their site knows.

-- A keyed hash of the back end's word for the user (`sub`), which itself is stored nowhere.
ALTER TABLE botusers ADD COLUMN subject BLOB;
CREATE UNIQUE INDEX botusers_subject ON botusers (bot, subject) WHERE subject IS NOT NULL;

-- The key that proved who the visitor is; an anonymous one has none.
ALTER TABLE sessions ADD COLUMN kid TEXT;
