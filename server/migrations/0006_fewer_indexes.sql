-- Every index is written with every message. Retention finds a conversation's last message by its
-- `last_seq`, and only replies answer something.

DROP INDEX messages_last;
DROP INDEX messages_answers;
CREATE INDEX messages_answers ON messages (answers) WHERE answers IS NOT NULL;
