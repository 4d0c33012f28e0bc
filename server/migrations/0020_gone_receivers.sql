-- A receiver that said that it is gone (410) stays so over a restart, until it is enabled again or the configuration
-- names another address: `target` is the hash of the one that said so.

ALTER TABLE outbound_gone ADD COLUMN target BLOB NOT NULL DEFAULT x'';
