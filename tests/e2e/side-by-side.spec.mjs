// The benchmark itself, `cargo xtask bench peers`: one short round of our own chat and the floor, which needs nothing
// of others. Its figures are those of a busy machine, so they are not judged here; that they are there is.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

const BENCH = fileURLToPath(new URL("../bench/", import.meta.url));
const LOADER = fileURLToPath(new URL("../../target/dist/parlour.js.br", import.meta.url));
const MESSAGES = 300;

test("the benchmark finds every figure of our chat and of the floor, and measures the files of this build", async () => {
  test.setTimeout(180_000);
  const given = ["measure.mjs", "--only=ours,floor", "--sections=bytes,fast,long", "--rounds=1", "--talk=2", `--messages=${MESSAGES}`, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, given, { cwd: BENCH });
  const { figures, goals } = JSON.parse(stdout);
  expect(figures.failed).toEqual([]);
  const { ours, floor } = figures.chats;
  for (const chat of [ours, floor]) {
    for (const key of ["before", "seen", "open", "turn", "server", "opens", "nodes", "told", "toldSlow", "heap"]) {
      expect(chat[key], key).toBeGreaterThan(0);
    }
  }
  // The same file, compressed by two programs.
  expect(Math.abs(ours.before - (await stat(LOADER)).size / 1_000)).toBeLessThan(0.1);
  // The floor draws each message, ours those near what is seen.
  expect(floor.nodes).toBeGreaterThan(2 * MESSAGES);
  expect(ours.nodes).toBeLessThan(1_500);
  expect(goals.map(({ key }) => key)).toEqual(["before", "seen", "open", "turn", "opens", "nodes", "over50", "told", "toldSlow"]);
});
