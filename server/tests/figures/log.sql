-- Two days of a small log, counted by hand in the files beside it. 2021-12-14T09:00:00Z is 1639472400000,
-- 2021-12-15T09:00:00Z is 1639558800000.
BEGIN;
INSERT INTO botusers (id, bot, meta, created_ms) VALUES
(1, '0f8fad5b-d9cb-469f-a165-70867728950e', '{"web":{"host":"shop.example","hostPageUrl":"https://shop.example/tents?x=1#y"}}', 0),
(2, '0f8fad5b-d9cb-469f-a165-70867728950e', '{"web":{"host":"shop.example","hostPageUrl":"https://shop.example/boots#top"}}', 0),
(3, '0f8fad5b-d9cb-469f-a165-70867728950e', '{"web":{"host":"=HYPERLINK(\"https://evil.example\")"}}', 0),
(4, '1f8fad5b-d9cb-469f-a165-70867728950e', '{}', 0);
INSERT INTO conversations (id, bot, botuser, state, cvars, locale, last_seq, active_s, created_ms) VALUES
(1, '0f8fad5b-d9cb-469f-a165-70867728950e', 1, '{}', '{}', 'de', 5, 0, 1639472400000),
(2, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, '{}', '{}', 'de', 14, 0, 1639472500000),
(3, '0f8fad5b-d9cb-469f-a165-70867728950e', 3, '{}', '{}', NULL, 1, 0, 1639558805000),
(4, '1f8fad5b-d9cb-469f-a165-70867728950e', 4, '{}', '{}', NULL, 1, 0, 1639558806000);

-- A visitor asks, is not understood, and leaves.
INSERT INTO messages (id, bot, conversation, seq, author, at_ms, actions, module, connections, answers, trail) VALUES
(1, '0f8fad5b-d9cb-469f-a165-70867728950e', 1, 1, 'bot', 1639472400000, '[{"type":"text","text":"Hello."}]', '{"id":1,"name":"hello","group_colour":null,"kpi_tags":[]}', '{"id_message_evaluate":null,"reply_to_module_id":null,"data":[]}', NULL, NULL),
(2, '0f8fad5b-d9cb-469f-a165-70867728950e', 1, 2, 'visitor', 1639472410000, '[{"type":"text","text":"<script>alert(1)</script> returns"}]', NULL, NULL, NULL, NULL),
(3, '0f8fad5b-d9cb-469f-a165-70867728950e', 1, 3, 'bot', 1639472410800, '[{"type":"text","text":"60 days."}]', '{"id":2,"name":"returns","group_colour":null,"kpi_tags":[{"label":"lead","colour":"#00AA88","id":3}]}', '{"id_message_evaluate":"a","reply_to_module_id":1,"data":[{"type":"local","fallback":false}]}', 2, '{"connections":{"data":[{"type":"local","fallback":false,"position":1}]}}'),
(4, '0f8fad5b-d9cb-469f-a165-70867728950e', 1, 4, 'visitor', 1639472460000, '[{"type":"text","text":"gibberish"}]', NULL, NULL, NULL, NULL),
(5, '0f8fad5b-d9cb-469f-a165-70867728950e', 1, 5, 'bot', 1639472461234, '[{"type":"text","text":"Pardon?"}]', '{"id":1,"name":"hello","group_colour":null,"kpi_tags":[]}', '{"id_message_evaluate":"b","reply_to_module_id":2,"data":[{"type":"global","fallback":true}]}', 4, NULL);

-- Another one is handed to a person and back, and returns on the next day. A change of hands is no message.
INSERT INTO messages (id, bot, conversation, seq, author, at_ms, actions, module, connections, answers, handover, agent) VALUES
(6, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 1, 'bot', 1639472500000, '[{"type":"text","text":"Hello."}]', '{"id":1,"name":"hello","group_colour":null,"kpi_tags":[]}', '{"id_message_evaluate":null,"reply_to_module_id":null,"data":[]}', NULL, NULL, NULL),
(7, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 2, 'visitor', 1639472510000, '[{"type":"text","text":"person"}]', NULL, NULL, NULL, NULL, NULL),
(8, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 3, 'bot', 1639472510400, '[{"type":"text","text":"I fetch somebody."}]', '{"id":3,"name":"person","group_colour":null,"kpi_tags":[]}', '{"id_message_evaluate":"c","reply_to_module_id":1,"data":[{"type":"local","fallback":false}]}', 7, NULL, NULL),
(9, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 4, 'system', 1639472510400, '[]', NULL, NULL, NULL, '{"state":"waiting","queue":2}', NULL),
(10, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 5, 'system', 1639472515000, '[]', NULL, NULL, NULL, '{"state":"waiting","queue":1}', NULL),
(11, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 6, 'system', 1639472540400, '[]', NULL, NULL, NULL, '{"state":"agent"}', '{"name":"Maya"}'),
(12, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 7, 'agent', 1639472550000, '[{"type":"text","text":"Maya here."}]', NULL, NULL, NULL, NULL, '{"name":"Maya"}'),
(13, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 8, 'visitor', 1639472560000, '[{"type":"text","text":"Hi"}]', NULL, NULL, NULL, NULL, NULL),
(14, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 9, 'agent', 1639472565000, '[{"type":"text","text":"It is in stock."}]', NULL, NULL, NULL, NULL, '{"name":"Maya"}'),
(15, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 10, 'system', 1639472570000, '[]', NULL, NULL, NULL, '{"state":"bot"}', NULL),
(16, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 11, 'visitor', 1639558800000, '[{"type":"text","text":"returns"}]', NULL, NULL, NULL, NULL, NULL),
(17, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 12, 'bot', 1639558802000, '[{"type":"text","text":"60 days."}]', '{"id":2,"name":"returns","group_colour":null,"kpi_tags":[{"label":"lead","colour":"#00AA88","id":3}]}', '{"id_message_evaluate":"d","reply_to_module_id":3,"data":[{"type":"local","fallback":false}]}', 16, NULL, NULL),
(18, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 13, 'bot', 1639558802000, '[{"type":"text","text":"Goodbye."}]', '{"id":4,"name":"goodbye","group_colour":null,"kpi_tags":[]}', '{"id_message_evaluate":"d","reply_to_module_id":3,"data":[{"type":"local","fallback":false}]}', 16, NULL, NULL),
(19, '0f8fad5b-d9cb-469f-a165-70867728950e', 2, 14, 'system', 1639558803000, '[]', NULL, NULL, NULL, '{"state":"ended"}', NULL);

-- One who only opens the window; the module has another name by now. And somebody of another bot.
INSERT INTO messages (id, bot, conversation, seq, author, at_ms, actions, module, connections) VALUES
(20, '0f8fad5b-d9cb-469f-a165-70867728950e', 3, 1, 'bot', 1639558805000, '[{"type":"text","text":"Hello."}]', '{"id":1,"name":"hello again","group_colour":null,"kpi_tags":[]}', '{"id_message_evaluate":null,"reply_to_module_id":null,"data":[]}'),
(21, '1f8fad5b-d9cb-469f-a165-70867728950e', 4, 1, 'visitor', 1639558806000, '[{"type":"text","text":"of another bot"}]', NULL, NULL);
COMMIT;
