// What was said, read from the wire, as a file of `parlour test` (engine/CHATS.md).
import { exchanges } from "./exchange.js";

const read = (text) => {
  try {
    return JSON.parse(text);
  } catch {}
};
const SAYS = ["text", "choice", "rating", "date", "form", "input", "notice"];

/** A text of TOML. JSON's differ from it in one letter, and in halves of letters. */
const toml = (text) => JSON.stringify(text.toWellFormed()).replaceAll("\x7f", "\\u007F");
const list = (texts) => `[${texts.map(toml).join(", ")}]`;

/** Everything that was said, by its place in the log: `{seq, isVisitor, actions, module}`. */
export function said(entries) {
  const log = new Map();
  const put = (seq, isVisitor, actions, module) => {
    if (Number.isInteger(seq) && Array.isArray(actions)) log.set(seq, { seq, isVisitor, actions, module });
  };
  // What people at the desk say is no bot's doing.
  const stored = (item) => /^(visitor|human|bot)$/.test(item?.author) && put(item.seq, item.author !== "bot", item.actions, item.bot_module?.name);
  for (const { method, url, body, answer, events } of exchanges(entries)) {
    for (const { event, body } of events) if (event === "message") stored(read(body));
    const told = read(answer ?? "");
    for (const item of told?.items ?? []) if (item.event === "message") stored(item);
    if (method !== "POST" || !/\/messages\/$/.test(url) || !Array.isArray(told)) continue;
    const { actions } = read(body ?? "") ?? {};
    for (const turn of told) {
      put(turn.seq, true, actions);
      for (const { seq, from, actions, bot_module } of turn.message ?? []) put(seq, from === "human", actions, bot_module?.name);
    }
  }
  return [...log.values()].toSorted((one, other) => one.seq - other.seq);
}

/**
 * What must come of a step. Modules and choices hold the way; where they are told, texts are written down for whoever
 * edits the file, for a module may have several wordings, and the wire does not tell by which chance it chose. Of actions
 * whose words the wire does not tell as a flow has them there are the texts alone.
 */
const expected = (messages) => {
  const actions = messages.flatMap(({ actions }) => actions).filter(({ type }) => type !== "wait");
  const lines = [];
  const modules = messages.map(({ module }) => module).filter(Boolean);
  if (modules.length) lines.push(`modules = ${list(modules)}`);
  const texts = actions.filter(({ type }) => SAYS.includes(type)).map(({ text }) => text ?? "").filter((text) => text.trim());
  const isWhole = actions.every(({ type }) => SAYS.includes(type));
  if (texts.length) lines.push(`${modules.length ? "# " : ""}${isWhole ? "texts" : "contains"} = ${list(texts)}`);
  const offered = actions.findLast(({ type, options }) => type === "choice" && Array.isArray(options));
  if (offered) lines.push(`choices = ${list(offered.options)}`);
  return { lines, options: offered?.options ?? [] };
};

/**
 * The file, or nothing where the wire has no beginning of a conversation.
 *
 * @param {{title: string, bot: string, locale?: string}} head
 */
export function written(entries, { title, bot, locale }) {
  const log = said(entries);
  if (!log.length || log[0].seq !== 1) return;
  const parts = [[`title = ${toml(title)}`, ...(bot ? [`bot = ${toml(bot)}`] : []), ...(locale ? [`locale = ${toml(locale)}`] : [])]];
  let options = [];
  for (let at = 0; at < log.length; ) {
    const lines = ["[[step]]"];
    if (log[at].isVisitor) {
      const [action, ...more] = log[at].actions;
      const isText = action?.type === "text" && !more.length;
      if (!isText) {
        parts.push(["# Here the visitor did what is no text: the rest is to be written by hand."]);
        break;
      }
      lines.push(`${options.includes(action.text) ? "press" : "say"} = ${toml(action.text)}`);
      at += 1;
    }
    const answer = [];
    for (; at < log.length && !log[at].isVisitor; at += 1) answer.push(log[at]);
    const came = expected(answer);
    options = came.options;
    parts.push([...lines, ...(came.lines.length ? came.lines : ["silent = true"])]);
  }
  return parts.map((lines) => lines.join("\n") + "\n").join("\n");
}
