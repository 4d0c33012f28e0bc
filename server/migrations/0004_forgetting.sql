-- What forgetting needs, and how far a visitor has read.

ALTER TABLE conversations ADD COLUMN deleted_ms INTEGER;
ALTER TABLE conversations ADD COLUMN read_up_to INTEGER NOT NULL DEFAULT 0;
-- Keyed answers hold texts too: without their conversation they could not be forgotten with it.
ALTER TABLE keyed_answers ADD COLUMN conversation INTEGER REFERENCES conversations (id);
CREATE INDEX keyed_answers_conversation ON keyed_answers (conversation);
-- Retention looks for conversations by their last message.
CREATE INDEX messages_last ON messages (conversation, at_ms);
