// Written by hand; the tools' own types stay out of it.

import type { Config, ConfigProperties } from "./config.js";

export type { Config, ConfigProperties, Plural, PreChatField, Privacy, Rule, Strings, UserToken } from "./config.js";

export type Reason = "visitor" | "api" | "rule" | "config";
export type Connection = "online" | "connecting" | "offline" | "delayed";
export type Delivery = "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "unknown";
export type Consent = "required" | "granted" | "denied";
export type Handover = "bot" | "waiting" | "agent" | "ended";

/** What the `before-` events let a page change. */
export interface Said {
  readonly id: string | number;
  readonly author: "visitor" | "bot" | "agent";
  actions: { type: string; text?: string; [key: string]: unknown }[];
}

export interface Capabilities {
  uploads: boolean;
  history: boolean;
  receipts: boolean;
  unread: boolean;
  handover: boolean;
  streaming: boolean;
  /** What the bot's own system lacks and the server supplies, as `"history"`. */
  emulated: string[];
  /** The longest an answer takes, in seconds; 0 where nothing is known of it. */
  max_delay_s: number;
  /** Types of actions that the bot may send. */
  types: string[];
}

export interface State {
  readonly ready: boolean;
  readonly open: boolean;
  readonly mode: string;
  readonly theme: string;
  /** The language that is spoken; before the chat is loaded what the element is given, as `auto`. */
  readonly locale: string;
  readonly connection: Connection;
  readonly unread: number;
  readonly conversation: number | null;
  readonly capabilities: Capabilities | null;
  /** Absent before the chat is loaded, as `handover` is. */
  readonly consent?: Consent;
  readonly handover?: Handover;
  readonly version: string;
}

/** What is told of a request; `id` pairs all that belongs to one. Secrets are `•••`. */
export interface WireEntry {
  readonly id: number;
  readonly kind: "request" | "answer" | "stream" | "event" | "end" | "failed";
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  /** Milliseconds since the request. */
  readonly ms?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** At most 200,000 characters; of a file its name, kind and size. */
  readonly body?: string;
  /** Name and id of an event of the stream. */
  readonly event?: string;
  readonly cursor?: string;
  readonly injected?: "latency" | "offline" | "error";
}

/** What happens to requests; what is not named stays as it is. */
export interface DebugControls {
  /** Milliseconds that everything is held back, 0 to 60,000. */
  latency?: number;
  /** Requests fail, streams are cut. */
  offline?: boolean;
  /** Share of requests that are refused with `status`, 0 to 1. */
  errors?: number;
  /** 400 to 599; 503 unless it was set. */
  status?: number;
  /** Go with each request: at most 20. */
  headers?: Record<string, string>;
  /** Told of the page in the place of its own, each at most 1,000 characters; an empty text is not told. */
  host?: Partial<Record<"host" | "hostPageUrl" | "title" | "referrer" | "language" | "timezone" | "screen" | "viewport" | "userAgentData", string>>;
  /** Opens and closes the panel. */
  panel?: boolean;
}

export interface DebugReport {
  readonly permitted: true;
  readonly capabilities: Capabilities | null;
  /** What is set, its secrets masked. */
  readonly controls: Required<Omit<DebugControls, "panel">>;
  /** The last 500 entries, oldest first. */
  readonly wire: readonly WireEntry[];
}

/** What each event's `detail` holds. A message's text is in the two `before-` events, and in `message` where `exposeContent` is set. */
export interface Events {
  ready: { version: string; capabilities: Capabilities };
  error: { code: string; message: string; key?: string; given?: string; allowed?: string };
  open: { reason: Reason };
  close: { reason: Reason };
  /** `text` only where `exposeContent` is set on the element. */
  message: { id: string; direction: "in" | "out"; author: "bot" | "agent" | "visitor"; kind: string; text?: string };
  status: { id: string; state: Delivery };
  action: { kind: "suggested_reply" | "button" | "link" | "card" | "form" | "rating" | "file"; value: string };
  unread: { count: number };
  connection: { state: Connection };
  conversation: { id: number };
  consent: { state: Consent };
  handover: { state: Handover };
  typing: { active: boolean };
  /** Wasm may not run here: the chat is in a frame, or behind a link. */
  fallback: { rung: "frame" | "page"; why: "csp" | "unsupported" | "config" };
  /** With `debug` only, where it is permitted. */
  wire: WireEntry;
  /** Cancelable. */
  "before-send": { message: Said };
  /** Cancelable. */
  "before-receive": { message: Said };
}

type Named<K extends string> = K | `parlour:${K}`;
type Bare<N> = N extends `parlour:${infer K}` ? K : N;
type Detail<N> = Bare<N> extends keyof Events ? Events[Bare<N>] : unknown;

/** An error with a stable `code`; the README lists them. */
export interface ParlourError extends Error {
  code: string;
}

/** Of the verb `send`. */
export interface SendOptions {
  /** Variables that go with it. */
  payload?: Record<string, unknown>;
  /** The window stays as it is. */
  silent?: boolean;
}

/** A message that is stored; `seq` is its place in the conversation. */
export interface Sent {
  id: string;
  state: Delivery;
  seq: number | null;
}

/** Who the visitor is: a JWT of your own back end. */
export interface Identity {
  token: string;
  /** An anonymous conversation becomes this user's; else they go on with their own. Default `false`. */
  merge?: boolean;
}

/** One chat's verbs. */
export interface Chat {
  readonly element: ParlourChatElement;
  /** Resolves when a conversation is open. */
  readonly ready: Promise<Events["ready"]>;
  open(): Promise<void>;
  close(): Promise<void>;
  toggle(): Promise<void>;
  show(): Promise<void>;
  /** Hides the whole widget; closes the window. */
  hide(): Promise<void>;
  /** Opens the window and sends. Resolves once stored; rejects with a {@link ParlourError}. */
  send(text: string, options?: SendOptions): Promise<Sent>;
  /** Moves the conversation to a module. */
  start(ref: string | number): Promise<void>;
  /** A new conversation; the old one stays on the server. */
  reset(): Promise<void>;
  /** The whole conversation, earlier messages read first; rejects with `network` where a part cannot be had. */
  transcript(form?: "text" | "html" | "json"): Promise<string>;
  consent(answer: "granted" | "denied"): Promise<void>;
  setVariables(variables: Record<string, unknown>): Promise<void>;
  setProfile(profile: Record<string, unknown>): Promise<void>;
  /**
   * The visitor has signed in, or is another. Before the first act this is only noted; later it resolves once the server
   * has taken it, and rejects with `identity_invalid`. Without a token, `userToken` is asked again.
   */
  identify(identity?: Identity): Promise<void>;
  /** Has the server delete the conversation, then wipes; rejects with `network` where it does not. */
  forget(): Promise<void>;
  /** Wipes window and storage at once, and revokes the token. */
  logout(): Promise<void>;
  /** Options as of now; another `bot` or `gateway` is a fresh start. */
  update(config: Partial<Config>): Promise<void>;
  /** Where `debug` is set and permitted, else it rejects with `debug_refused`. */
  debug(controls?: DebugControls): Promise<DebugReport>;
  state(): State;
  /** Listens; returns what ends it. */
  on<N extends Named<keyof Events & string>>(event: N, heard: (detail: Detail<N>, event: CustomEvent) => void): () => void;
  once<N extends Named<keyof Events & string>>(event: N, heard: (detail: Detail<N>, event: CustomEvent) => void): () => void;
  /** Takes everything of this chat off the page; later verbs reject with `destroyed`. */
  destroy(): Promise<void>;
}

/** `<parlour-chat>`. Configuration lives on the element, verbs on `chat`. */
export interface ParlourChatElement extends HTMLElement, ConfigProperties {
  readonly chat: Chat;
  nonce: string;
  /** Whether the visitor has turned the sound off. */
  muted: boolean;
}

export function init(config: Config): Chat;
export const version: string;

/** The verbs by name, also before the script is there. The last argument may be `{ id }`. */
export interface ParlourFunction {
  (verb: "init", config: Config): Promise<Chat>;
  (verb: "update", config: Partial<Config>, at?: { id: string }): Promise<void>;
  (verb: "state", at?: { id: string }): Promise<State>;
  (verb: "ready", at?: { id: string }): Promise<Events["ready"]>;
  (verb: "send", text: string, options?: SendOptions & { id?: string }): Promise<Sent>;
  (verb: "start", ref: string | number, at?: { id: string }): Promise<void>;
  (verb: "transcript", form: "text" | "html" | "json", at?: { id: string }): Promise<string>;
  (verb: "consent", answer: "granted" | "denied", at?: { id: string }): Promise<void>;
  (verb: "setVariables" | "setProfile", values: Record<string, unknown>, at?: { id: string }): Promise<void>;
  (verb: "identify", identity: Identity, at?: { id: string }): Promise<void>;
  (verb: "debug", controls?: DebugControls, at?: { id: string }): Promise<DebugReport>;
  (verb: "reset" | "forget" | "logout", at?: { id: string }): Promise<void>;
  (verb: "on" | "once", event: string, heard: (detail: unknown, event: CustomEvent) => void, at?: { id: string }): Promise<() => void>;
  (verb: "open" | "close" | "toggle" | "show" | "hide" | "destroy", at?: { id: string }): Promise<void>;
}

declare global {
  interface Window {
    Parlour?: ParlourFunction;
  }
  interface HTMLElementTagNameMap {
    "parlour-chat": ParlourChatElement;
  }
}
