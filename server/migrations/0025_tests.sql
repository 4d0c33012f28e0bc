-- Conversations in which somebody tries their bot: reports tell them apart from those of visitors.

ALTER TABLE conversations ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
ALTER TABLE report_talks ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
DROP INDEX report_talks_days;
CREATE INDEX report_talks_days ON report_talks (bot, is_test, day, conversation);
