-- When a conversation goes on without the visitor, who is being waited for (`timeout` of a flow's module).

ALTER TABLE conversations ADD COLUMN wakes_ms INTEGER;
CREATE INDEX conversations_wakes ON conversations (wakes_ms) WHERE wakes_ms IS NOT NULL;
