// What the figures were found on.
import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";

const commit = () => {
  try {
    const git = (...args) => execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return `${git("rev-parse", "--short=10", "HEAD")}${git("status", "--porcelain") ? " with changes" : ""}`;
  } catch {
    return "unknown";
  }
};

export const machine = (browser) => ({
  date: new Date().toISOString().slice(0, 10),
  commit: commit(),
  browser: `Chromium ${browser}`,
  node: process.version,
  cores: `${cpus().length} × ${cpus()[0].model.trim()}`,
  loadBefore: loadavg()[0],
});
