// The server's file, read as an operator reads it: by the program sqlite3, while the server runs or not.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sleep } from "../time.mjs";

const run = promisify(execFile);
const ROWS = `SELECT id, conversation, seq, mid, author, in_reply_to,
  coalesce(json_extract(actions, '$[0].text'), '') AS text FROM messages`;

export class Store {
  #last = 0;

  constructor(file) {
    this.file = file;
  }

  /** Rows that were not read yet, in the order of their making. */
  async more() {
    const rows = await this.ask(`${ROWS} WHERE id > ${this.#last} ORDER BY id`);
    this.#last = rows.at(-1)?.id ?? this.#last;
    return rows;
  }

  /** Everything again. */
  everything() {
    return this.ask(`${ROWS} ORDER BY id`);
  }

  /** What is wrong with the file; "ok" where nothing is. */
  async integrity() {
    return (await this.ask("PRAGMA integrity_check")).map((row) => row.integrity_check).join(", ");
  }

  async ask(sql) {
    for (let tries = 1; ; tries += 1) {
      try {
        const { stdout } = await run("sqlite3", ["-readonly", "-json", "-cmd", ".timeout 5000", this.file, sql], { maxBuffer: 2 ** 30 });
        return stdout.trim() ? JSON.parse(stdout) : [];
      } catch (error) {
        // Whose writer was just killed is not readable until the next one has looked at it.
        if (tries >= 40) throw error;
        await sleep(250);
      }
    }
  }
}
