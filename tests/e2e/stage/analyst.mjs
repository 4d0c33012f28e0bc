// A shop's log of some weeks, put into the store of a server that is running, and an analyst at a keyboard.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { BOT } from "./server.mjs";

const DAY_MS = 86_400_000;
const MODULES = [
  [1, "Greeting"], [2, "Returns"], [3, "Order status"], [4, "Delivery times"], [5, "Size guide"], [6, "Talk to a person"],
  [7, "Tents for two"], [8, "Gift cards"], [9, "Shop in Freiburg"], [10, "Washing and care"], [11, "Newsletter"], [12, "Repairs"],
];
/** How often each is asked for; last week everybody waits for parcels. */
const USUAL = [0, 30, 12, 14, 9, 8, 7, 3, 4, 3, 2, 5];
const LAST_WEEK = [0, 12, 40, 18, 7, 8, 5, 3, 3, 2, 2, 4];
const LANGUAGES = ["de", "de", "de", "de", "en", "en", "fr", "it", "ar"];
const PAGES = ["/", "/tents/heron-2", "/tents", "/boots", "/delivery", "/returns", "/bags/firth-300", "/sale"];

/** Numbers from 0 to 1, the same in every run. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function weighed(weights, roll) {
  let rest = roll * weights.reduce((sum, weight) => sum + weight, 0);
  return weights.findIndex((weight) => (rest -= weight) < 0);
}

const quoted = (value) => (value === null ? "NULL" : typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`);

/** Rows of the tables, as INSERT statements. */
class Log {
  users = [];
  talks = [];
  messages = [];

  /** One conversation from its greeting to its end. */
  talk(roll, at, weights) {
    const id = this.talks.length + 1;
    const page = PAGES[Math.floor(roll() ** 2 * PAGES.length)];
    const host = roll() < 0.85 ? "shop.example" : "help.shop.example";
    const web = { host, hostPageUrl: `https://${host}${page}` };
    this.users.push([id, BOT, JSON.stringify({ web }), at]);
    let seq = 0;
    let time = at;
    const say = (author, rest = {}) => {
      seq += 1;
      const { text = "…", module = null, fallback = false, handover = null, agent = null } = rest;
      const card = module && { id: module[0], name: module[1], group_colour: null, kpi_tags: module[0] === 7 ? [{ id: 1, label: "lead", colour: "#1f6f54" }] : module[0] === 2 ? [{ id: 2, label: "service", colour: "#b4632b" }] : [] };
      const connections = module && { id_message_evaluate: null, reply_to_module_id: null, data: [{ type: "local", fallback }] };
      this.messages.push([BOT, id, seq, author, Math.round(time), JSON.stringify(handover ? [] : [{ type: "text", text }]), card && JSON.stringify(card), connections && JSON.stringify(connections), handover && JSON.stringify(handover), agent && JSON.stringify(agent)]);
    };
    say("bot", { text: "Hello, what can I do for you?", module: MODULES[0] });
    for (let turn = 0; turn < 6 && roll() < 0.78; turn += 1) {
      time += 8_000 + roll() * 40_000;
      const isLost = roll() < 0.11;
      const module = isLost ? MODULES[0] : MODULES[weighed(weights, roll())];
      say("visitor", { text: isLost ? "asdf?" : `A question about ${module[1].toLowerCase()}` });
      time += 120 + roll() ** 3 * 2_400;
      say("bot", { text: isLost ? "I did not understand that." : "Here is what I know.", module, fallback: isLost });
      if (module[0] !== 6) continue;
      say("system", { handover: { state: "waiting", queue: 1 } });
      time += 15_000 + roll() * 90_000;
      const agent = { name: "Maya" };
      say("system", { handover: { state: "agent" }, agent });
      say("visitor", { text: "Are you there?" });
      time += 9_000 + roll() * 30_000;
      say("agent", { text: "Maya here.", agent });
      say("system", { handover: { state: "ended" } });
      break;
    }
    this.talks.push([id, BOT, id, "{}", "{}", LANGUAGES[Math.floor(roll() * LANGUAGES.length)], seq, 0, at]);
  }

  sql() {
    const insert = (table, columns, rows) => {
      const parts = [];
      for (let first = 0; first < rows.length; first += 400) {
        parts.push(`INSERT INTO ${table} (${columns}) VALUES\n${rows.slice(first, first + 400).map((row) => `(${row.map(quoted).join(",")})`).join(",\n")};`);
      }
      return parts.join("\n");
    };
    return [
      "BEGIN;",
      insert("botusers", "id,bot,meta,created_ms", this.users),
      insert("conversations", "id,bot,botuser,state,cvars,locale,last_seq,active_s,created_ms", this.talks),
      insert("messages", "bot,conversation,seq,author,at_ms,actions,module,connections,handover,agent", this.messages),
      "COMMIT;",
    ].join("\n");
  }
}

/** Fills the store of a new server with the last `days` days. */
export async function fill(server, days = 60, now = Date.now()) {
  const roll = dice(7);
  const log = new Log();
  const today = Math.floor(now / DAY_MS);
  for (let day = today - days + 1; day <= today; day += 1) {
    const weekday = (day + 4) % 7;
    const isWeekend = weekday === 0 || weekday === 6;
    const count = Math.round((isWeekend ? 9 : 20) * (0.8 + roll() * 0.5) * (1 + (day - today + days) / (days * 2)));
    for (let talk = 0; talk < count; talk += 1) {
      const at = day * DAY_MS + (7 + roll() * 13) * 3_600_000;
      if (at < now - 600_000) log.talk(roll, Math.round(at), day > today - 7 ? LAST_WEEK : USUAL);
    }
  }
  await new Promise((resolve, reject) => {
    const sqlite = execFile("sqlite3", ["-bail", "-cmd", ".timeout 10000", join(server.folder, "parlour.db")], (error) => (error ? reject(error) : resolve()));
    sqlite.stdin.end(log.sql());
  });
  for (;;) {
    const { headers } = await fetch(`${server.origin}/reports/rows/days.json?bot=${BOT}`);
    if (!headers.has("x-report-behind")) return;
  }
}

/** Presses Tab until what has the focus is called `name`; fails behind `most` of them. */
export async function tabTo(page, name, most = 120) {
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim());
    if (found === name) return;
  }
  throw new Error(`no Tab led to "${name}"`);
}
