-- What a visitor thought of a conversation that has ended, and in which language a bot spoke.

ALTER TABLE conversations ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 5);
ALTER TABLE conversations ADD COLUMN rating_comment TEXT;

-- BCP 47 tag of the texts of a bot's message, where its flow says in which language it is written.
ALTER TABLE messages ADD COLUMN lang TEXT;
