// A long conversation, put into the store while its server is down. Needs the program sqlite3.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const STEP_MS = 100_000;
/** The text of message `i` as SQL, counted from 1. */
const TEXT = `'Message ' || i || CASE
        WHEN i % 50 = 0 THEN replace(hex(zeroblob(40)), '00', ' and one thing more')
        WHEN i % 7 = 0 THEN ', which takes a second line in a window as narrow as this one is.' ELSE '' END`;

/**
 * Appends `count` messages to the only conversation of `server`, which must be down: two of the bot's,
 * then one of the visitor's, the last one now and each 100 s after the one before. Every 50th is long, unless `text`
 * says otherwise.
 */
export async function store(server, count, now = Date.now(), text = TEXT) {
  const sql = `
    INSERT INTO messages (bot, conversation, seq, mid, author, at_ms, actions)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    SELECT c.bot, c.id, c.last_seq + i,
      CASE i % 3 WHEN 0 THEN 'stored-' || i END,
      CASE i % 3 WHEN 0 THEN 'visitor' ELSE 'bot' END,
      ${now} - (${count} - i) * ${STEP_MS},
      json_array(json_object('type', 'text', 'text', ${text}))
    FROM n, conversations c;
    UPDATE conversations SET last_seq = last_seq + ${count};`;
  await promisify(execFile)("sqlite3", ["-bail", join(server.folder, "parlour.db"), sql]);
}
