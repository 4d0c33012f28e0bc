// What was said, and what became of it.
import { echo } from "./stage/site.mjs";

/**
 * One message of a visitor. Times are milliseconds of this process.
 *
 * @typedef {{text: string, visitor: string, round: number, slot: string, order: number, by: string, at: number,
 *   shownAt?: number, sentAt?: number, mid?: string, rows: object[], echoes: object[], refused?: string, excuse?: string,
 *   interrupted?: string}} Message
 */

export class Ledger {
  /** @type {Map<string, Message>} */
  messages = new Map();
  /** Rows of conversations that are no text of ours and no answer to one: greetings. */
  others = 0;
  /** Rows that nobody said. */
  strangers = [];
  /** Every row, by conversation. */
  conversations = new Map();
  shown = 0;
  stored = 0;
  answered = 0;

  #rounds = new Map();
  /** Messages by their ids. */
  #ids = new Map();

  /** Notes what a visitor is about to say. */
  say(said) {
    const message = { rows: [], echoes: [], at: Date.now(), ...said };
    this.messages.set(message.text, message);
    const round = `${message.visitor}/${message.round}`;
    this.#rounds.set(round, [...(this.#rounds.get(round) ?? []), message]);
    return message;
  }

  /** An event of a tab. */
  told(tab, { name, id, text, author, code, state }) {
    const now = Date.now();
    if (name === "rejected") {
      const message = this.messages.get(text);
      if (message) message.refused ??= code ?? "?";
      return;
    }
    if (name === "error" && code === "storage") tab.saidItKeepsNothing = true;
    if (name === "before-send") {
      const message = this.messages.get(text);
      if (message) {
        message.mid = id;
        this.#ids.set(id, message);
      }
    }
    if (name === "status") {
      const message = this.#ids.get(id);
      if (message && state === "sent") message.sentAt ??= now;
      if (message && state === "failed") message.hasFailed = true;
    }
    if (name !== "message" || typeof text !== "string") return;
    if (author === "visitor") {
      const message = this.messages.get(text);
      if (message && !message.shownAt) {
        message.shownAt = now;
        this.shown += 1;
      }
    }
    if (!tab.seen.has(text)) tab.seen.set(text, now);
  }

  /** A row of the store. */
  row(row) {
    if (!this.conversations.has(row.conversation)) this.conversations.set(row.conversation, []);
    this.conversations.get(row.conversation).push(row);
    if (row.author === "visitor") {
      const message = this.messages.get(row.text);
      if (!message) return this.strangers.push(row);
      message.rows.push(row);
      this.stored += 1;
      return undefined;
    }
    const message = row.text.startsWith(echo("")) ? this.messages.get(row.text.slice(echo("").length)) : undefined;
    if (message) {
      message.echoes.push(row);
      this.answered += 1;
    } else this.others += 1;
    return undefined;
  }

  of(visitor, round) {
    return this.#rounds.get(`${visitor}/${round}`) ?? [];
  }
}

/** Whether a message was taken from the visitor: then it must not be lost. */
export const isTaken = (message) => !!message.shownAt && !message.refused;

/** Whether nothing more is to come of it. */
export const isSettled = (message) =>
  message.rows.length > 0 ? message.echoes.length > 0 : !isTaken(message) || !!message.excuse;
