// `parlour/runtime`. Written by hand; the tools' own types stay out of it.
import type { Action, WasmSource } from "../engine/index.js";
import type { Capabilities, Connection, Delivery, Handover, Identity, ParlourError, Sent, UserToken } from "../index.js";

export type { Action, Capabilities, Delivery, Handover, Identity, ParlourError, Sent, UserToken };

/** A place for one text under a name, shaped like the browser's `Storage`. It is asked at once, so it answers at once. */
export interface Place {
  getItem(name: string): string | null | undefined;
  setItem(name: string, text: string): void;
  removeItem(name: string): void;
}

export interface ConversationOptions {
  /** The bot deployment id. */
  bot: string;
  /** Base URL of a server that speaks the chat REST API. Default in a page: its origin. */
  gateway?: string;
  /** Module at which a new conversation starts; only those the bot's owner allows. */
  startModule?: string | number;
  /** BCP 47 tag, told to the bot. */
  locale?: string;
  /** Sent as `user_cvars` with the first message. */
  variables?: Record<string, unknown>;
  /** Sent as `user_profile`. */
  profile?: Record<string, unknown>;
  /**
   * Who the user is: a JWT of your own back end, or a function that gives one, asked whenever a session is opened
   * (`refused`: the last one was no good) and giving nothing where nobody is signed in.
   */
  userToken?: UserToken;
  /** How much of a page's address the bot is told, as the window's `page-url`; default `path`. Without a page: nothing. */
  pageUrl?: "path" | "full" | "off";
  /**
   * Where the conversation and what is not sent yet outlive this program; `local` and `session` are the browser's,
   * shared with the chat's window. Default `none`.
   */
  storage?: "none" | "local" | "session" | Place;
  /** Asked instead of the global `fetch`; `createServer()` of `parlour/engine` has its shape. */
  fetch?: (url: string, init?: any) => Promise<Response>;
  /** The wasm where it cannot be found by itself. First call only. */
  wasm?: WasmSource;
}

/** One line of the conversation: an action of a message, or what the runtime says for itself. */
export interface Line {
  /** Stays when the line changes; no two lines have the same. */
  key: number;
  /** Place of the message in the conversation's log; `null` until the server has it, and for notices. */
  seq: number | null;
  /** Milliseconds since 1970. */
  at: number;
  author: "visitor" | "bot" | "agent" | "system";
  /** What can be read of it. */
  text: string;
  /** Of the visitor's: names it for `retry` and `cancel`. */
  id?: string;
  /** Of the visitor's: how far it has come. */
  state?: Delivery;
  /** Of a failed one: the code of its error. */
  reason?: "text_too_long" | "session_refused" | "server";
  /** Of what was received: the action as the server wrote it. */
  action?: Action;
  /** The person who wrote it, where the server says so. */
  agent?: { name: string; avatar?: string };
  /** BCP 47 tag of what it says, where the bot says so. */
  lang?: string;
  /** The runtime speaks; `text` is the person's name where one came or left. */
  notice?: "unreadable" | "unavailable" | "unidentified" | "reset" | "joined" | "left" | "ended";
}

/** `failed`: they could not be read, `earlier()` tries again; `full`: there is no room for more. */
export type Earlier = "none" | "more" | "loading" | "failed" | "full";

export type ConversationEvent =
  | { type: "message"; message: Line }
  | { type: "status"; id: string; state: Delivery; seq: number | null; reason?: string }
  | { type: "choices"; options: string[] }
  | { type: "typing"; active: boolean }
  /** `reason` of a refusal: the server's code, as `origin_refused` or `not_found`, or `unreadable`. */
  | { type: "connection"; state: Connection | "refused"; reason?: string }
  | { type: "conversation"; id: number; capabilities: Capabilities }
  | { type: "handover"; state: Handover; agent?: { name: string; avatar?: string }; queue?: number }
  | { type: "earlier"; state: Earlier }
  /** What was told before is void; `history()` is right, and what the server has comes again. */
  | { type: "reset" }
  | { type: "error"; code: string; message: string };

export interface ConversationState {
  readonly connection: Connection | "refused";
  readonly conversation: number | null;
  readonly capabilities: Capabilities | null;
  readonly typing: boolean;
  readonly choices: readonly string[];
  readonly handover: Handover;
  readonly earlier: Earlier;
}

/**
 * One conversation. Iterating gives its events in order; each iterator has all from when it began, the first one all
 * from the beginning. It ends with `close()`.
 */
export interface Conversation extends AsyncIterable<ConversationEvent> {
  /** Resolves once the server has it, however long that takes; rejects with a {@link ParlourError} that has its `id`. */
  send(text: string, options?: { payload?: Record<string, unknown> }): Promise<Sent>;
  /**
   * Sends a failed message again, under its own id: the server stores it once. The text of an unknown one, which may have
   * reached the bot, goes as a message of its own.
   */
  retry(id: string): Promise<Sent>;
  /** Gives a message up that is failed or not yet on its way. */
  cancel(id: string): Promise<void>;
  /** Moves the conversation to a module. Resolves when it is asked for. */
  start(ref: string | number): Promise<void>;
  /** Goes with the next message, over what was told before. */
  setVariables(variables: Record<string, unknown>): Promise<void>;
  setProfile(profile: Record<string, unknown>): Promise<void>;
  /** A new conversation; the old one stays on the server. */
  reset(): Promise<void>;
  /**
   * The user has signed in, or is another: their own conversation takes the place of this one, unless `merge` makes an
   * anonymous one theirs. Without a token, `userToken` is asked again. Resolves once the server has taken it, rejects
   * with `identity_invalid`.
   */
  identify(identity?: Identity): Promise<void>;
  /** Forgets everything here, and revokes the token. */
  logout(): Promise<void>;
  /** Has the server delete the conversation; rejects with `network` where it does not. */
  forget(): Promise<void>;
  /** Reads a page of earlier messages into `history()`; resolves to whether there are more. */
  earlier(): Promise<boolean>;
  /** What is known of the conversation, oldest first. */
  history(): Line[];
  state(): ConversationState;
  /** Ends it here; what is not sent stays in `storage`. What waits rejects with `destroyed`. */
  close(): void;
}

/** Opens a conversation; the greeting comes as events. Rejects with `config_missing` without a bot or a gateway, with `config_invalid` for a gateway that is no address. */
export function createConversation(options: ConversationOptions): Promise<Conversation>;
