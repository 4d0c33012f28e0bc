// The figures as Markdown, ready for docs/performance.md. Pure.
import { LINES } from "./figures.mjs";

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), `|${head.map((_, nth) => (nth ? "---:" : "---")).join("|")}|`, ...rows.map(row)].join("\n");

/** A figure with its digits; `-` where there is none. */
export const written = (value, digits) =>
  value == null ? "-" : value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** The same with how many times ours it is. */
const cell = (value, ours, digits, isOurs) => {
  const figure = written(value, digits);
  return value == null || !ours || isOurs ? figure : `${figure} (${written(value / ours, 1)}×)`;
};

/** The whole report. */
export function text(machine, { messages, talk }, { chats, failed, load, rounds }, goals) {
  const names = Object.keys(chats);
  const lines = LINES.map(({ key, title, digits }) => [
    title,
    ...names.map((name) => cell(chats[name][key], chats.ours?.[key], digits, name === "ours")),
  ]);
  const digitsOf = (key) => LINES.find((line) => line.key === key).digits;
  const judged = goals.map(({ key, says, bound, found, isMet }) => [
    says,
    written(bound, digitsOf(key)),
    written(found, digitsOf(key)),
    isMet ? "pass" : "miss",
  ]);
  const parts = [
    `${machine.date}, commit ${machine.commit}, ${machine.browser}, Node ${machine.node}, ${machine.cores}.`,
    `Medians of rounds: ${rounds}, interleaved; ${talk} messages a session; the long log has ${written(messages, 0)}. One-minute load while measuring: ${written(load[0], 1)} to ${written(load[1], 1)}. In brackets: how many times ours.`,
    "",
    table(["", ...names], lines),
  ];
  if (failed.length) parts.push("", "Not measured:", "", ...failed.map((why) => `- ${why}`));
  if (judged.length) parts.push("", table(["goal", "bound", "ours", ""], judged));
  return parts.join("\n");
}
