-- What became of a visitor's message for a bot that lives elsewhere: `unknown failed`, or nothing where the
-- bot has it.
ALTER TABLE messages ADD COLUMN fate TEXT CHECK (fate IN ('unknown', 'failed'));
CREATE INDEX messages_fate ON messages (conversation, seq) WHERE fate IS NOT NULL;
