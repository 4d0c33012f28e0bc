// How the figures of `cargo xtask bench peers` are reckoned and judged: `node --test tests/parts`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { options } from "../bench/options.mjs";
import { figures, median, quantile } from "../bench/report/figures.mjs";
import { goals } from "../bench/report/goals.mjs";
import { text, written } from "../bench/report/tables.mjs";
import { answer } from "../bench/servers/bots.mjs";

const turn = (total, server) => ({ total, server });
const fast = (chat, seen, turns) => ({ section: "fast", chat, load: 1, seen, open: { usable: 20 }, turns });
const RECORDS = [
  { section: "bytes", chat: "ours", load: 1, before: [{ brotli: 1_500 }, { brotli: 1_000 }], opening: [{ brotli: 70_000 }] },
  fast("ours", 120, [turn(30, 10), turn(50, 10)]),
  fast("ours", 100, [turn(40, 10)]),
  fast("floor", 100, [turn(31, 1)]),
  { section: "slow", chat: "blank", load: 2, seen: 400, blocked: 30, task: 600, shift: 0 },
  { section: "slow", chat: "ours", load: 3, seen: 500, blocked: 20, task: 650, shift: 0, open: { usable: 880, answered: 40 } },
  { section: "long", chat: "floor", load: 1, failed: "long took over 240000 ms" },
];

test("a quantile lies between its neighbours, and what is no number does not count", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([1, 2, null, undefined, NaN]), 1.5);
  assert.equal(quantile([0, 10], 0.95), 9.5);
  assert.equal(median([]), null);
});

test("a figure is the median of all rounds, without the server's part and without what the page alone takes", () => {
  const { chats, failed, load } = figures(RECORDS, ["ours", "floor"]);
  assert.equal(chats.ours.before, 2.5);
  assert.equal(chats.ours.opening, 70);
  assert.equal(chats.ours.seen, 110);
  assert.equal(chats.ours.turn, 30);
  assert.equal(chats.floor.turn, 30);
  assert.equal(chats.ours.server, 10);
  assert.equal(chats.ours.task, 50);
  assert.equal(chats.ours.blocked, 0);
  assert.equal(chats.floor.seenSlow, null);
  assert.deepEqual(failed, ["floor, long: long took over 240000 ms"]);
  assert.deepEqual(load, [1, 3]);
});

test("a goal is met at its bound, missed beyond it, and left out where there is nothing to judge", () => {
  const judged = Object.fromEntries(
    goals({ chats: { ours: { before: 3, seen: 110.1, turn: 30, openSlow: 900.5, nodes: null }, floor: { seen: 100, turn: 30 } } }).map(({ key, isMet }) => [key, isMet]),
  );
  assert.deepEqual(judged, { before: true, seen: false, turn: true, openSlow: false });
  assert.deepEqual(goals({ chats: { ours: { seen: 100 } } }), []);
});

test("the report has a column for each chat, with how many times ours it is", () => {
  const machine = { date: "2026-11-30", commit: "0123456789", browser: "Chromium 156", node: "v20", cores: "2 × a processor" };
  const found = figures(RECORDS, ["ours", "floor"]);
  const report = text(machine, { messages: 10_000, talk: 3 }, found, goals(found));
  assert.match(report, /^2026-11-30, commit 0123456789, Chromium 156, Node v20, 2 × a processor\.$/m);
  assert.match(report, /^\|  \| ours \| floor \|$/m);
  assert.match(report, /^\| first seen, ms \| 110 \| 100 \(0\.9×\) \|$/m);
  assert.match(report, /^\| long log: nodes in the page \| - \| - \|$/m);
  assert.match(report, /^- floor, long: long took over 240000 ms$/m);
  assert.match(report, /^\| first seen at most 1\.1 × the floor \| 110 \| 110 \| pass \|$/m);
  assert.match(report, /^Medians of rounds: 2, interleaved;/m);
  assert.match(report, /One-minute load while measuring: 1\.0 to 3\.0\./);
  assert.equal(written(1_234.56, 1), "1,234.6");
});

test("every peer is answered with the number that it asked about", () => {
  assert.equal(answer("/bot/json", '{"text":"ping 7 where is my parcel, please?"}').chips.at(-1), "Talk to a person opt-7-end");
  assert.match(answer("/bot/deep-chat", '{"messages":[{"role":"user","text":"ping 8"}]}').text, /pong-8-end$/);
  assert.match(answer("/bot/n8n", '{"action":"sendMessage","chatInput":"ping 9"}').output, /pong-9-end$/);
  assert.deepEqual(answer("/bot/n8n", '{"action":"loadPreviousSession"}'), { data: [] });
});

test("an option that is no whole number is refused by its name", () => {
  assert.deepEqual(options(["--only=ours,floor", "--rounds=2"]).only, ["ours", "floor"]);
  assert.throws(() => options(["--rounds=two"]), /--rounds is two/);
  assert.throws(() => options(["--sections=fast,quick"]), /--sections quick/);
});
