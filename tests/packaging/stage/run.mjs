// Programs that are waited for, and never forever.
import { spawn } from "node:child_process";
import { BUILD_LIMIT_MS } from "./places.mjs";

/** No tool may tell its maker, ask for a newer version of itself, or dress its output. */
const QUIET = { NEXT_TELEMETRY_DISABLED: "1", NEXT_IGNORE_INCORRECT_LOCKFILE: "1", NO_COLOR: "1", CI: "1", npm_config_update_notifier: "false" };

/** Runs a program to its end and gives what it said; rejects with that if it fails or takes too long. */
export function run(program, args, { cwd, limit = BUILD_LIMIT_MS, env = {}, input } = {}) {
  return new Promise((done, failed) => {
    const { FORCE_COLOR, ...ours } = process.env;
    const child = spawn(program, args, { cwd, env: { ...ours, ...QUIET, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    const said = [];
    const wrong = (why) => failed(new Error(`${[program, ...args].join(" ")} ${why}\n${said.join("")}`));
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      wrong(`did not end within ${limit} ms`);
    }, limit);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
    child.on("error", (error) => wrong(`could not be started: ${error.message}`));
    child.on("close", (code) => {
      clearTimeout(late);
      if (code === 0) done(said.join(""));
      else wrong(`ended with ${code}`);
    });
    child.stdin.end(input ?? "");
  });
}

/** A program of an installed package, run by this Node. */
export const tool = (path, args, options) => run(process.execPath, [path, ...args], options);
