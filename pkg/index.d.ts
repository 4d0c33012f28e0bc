// Written by hand; the tools' own types stay out of it.

/** `embed` configuration: the same names as attributes in kebab-case and as `data-*` of the script tag. */
export interface Config {
  /** The bot deployment id: public, never a secret. */
  bot: string;
  /** The element's `id`, for addressing. */
  id?: string;
  /** Base URL of a server that speaks the chat REST API. Default: the script's directory; from npm, the page's origin. */
  gateway?: string;
  /** Address of a flow: the bot runs in the page, with no server. Excludes `gateway`. */
  flow?: string;
  /** CSS colour; wins over the server's theme, loses to `--parlour-accent`. */
  accent?: string;
  /** Title of the window. */
  heading?: string;
  /** Shown above the first message. */
  greeting?: string;
  /** Address of the bot's picture, http(s) or relative. */
  avatar?: string;
  /** When static files may be fetched. Default `intent`. */
  preload?: "intent" | "idle" | "open";
  /** How the window stands: in a corner, in the page, over the page. Default `bubble`. */
  mode?: "bubble" | "inline" | "fullscreen" | "frame";
  /** Bubble corner, logical; `left` and `right` are accepted and mean `start` and `end`. Default `end`. */
  position?: "end" | "start" | "left" | "right";
  /** Open at once. */
  open?: boolean;
  /** Default `auto`. */
  theme?: "auto" | "light" | "dark";
  /** `auto` (the page's `<html lang>`, then the browser's) or a BCP 47 tag. Followed live. */
  locale?: string;
  /** Your own wording for some sentences; win over every language. Property or JSON child only. */
  strings?: Strings;
  /**
   * When the page calls its visitor; `server`: as the bot's owner says, asked for at once. Property or JSON child only.
   */
  rules?: Rule[] | "server";
  /** Two short tones when a message comes while the tab is not looked at. Default `off`. */
  sound?: "off" | "on";
  /** The tab's title says so. Default `off`. */
  tabTitle?: "off" | "on";
  /** Module at which a conversation starts; only those the bot's owner allows. */
  startModule?: string;
  /** How much of the page's address the bot is told. Default `path`. */
  pageUrl?: "path" | "full" | "off";
  /** What survives a reload. Default `local`. */
  storage?: "local" | "session" | "none";
  /** Origins links may lead to, space-separated; a refused link is shown as its text. Default: all. */
  linkAllow?: string;
  /** Origins media may come from, space-separated; refused media is shown as its caption. Default: all. */
  mediaAllow?: string;
  /** `required`: nothing is sent or stored before the visitor agrees to `privacy`. Default `on-open`. */
  consent?: "on-open" | "required" | "granted";
  /** What is agreed to; another `version` is asked again. Property or JSON child only. */
  privacy?: { text: string; url?: string; label?: string; version?: string };
  /** The form before a visitor's first conversation; its answers become the profile. Property or JSON child only. */
  preChat?: PreChatField[];
  /** When text may be written. Default `auto`: not while the bot takes nothing but the replies it offers. */
  input?: "auto" | "always" | "choices-only";
  /** A microphone, where the browser has speech recognition. */
  voice?: boolean;
  /** Sent as `user_cvars` with the first message. Property or JSON child only. */
  variables?: Record<string, unknown>;
  /** Sent as `user_profile`. Property or JSON child only. */
  profile?: Record<string, unknown>;
  /** Reused for anything the loader adds to the page. */
  nonce?: string;
}

/** One field of the form before the chat. `name` is the key of the profile. */
export interface PreChatField {
  name: string;
  /** `name`, `email`, `phone` and `question` have a label of their own, in the window's language. */
  label?: string;
  /** Default: `name`, if it is one of these; else `text`. */
  kind?: "text" | "email" | "phone" | "number" | "date" | "multiple_choice" | "multi_select";
  required?: boolean;
  options?: string[];
}

/** Key to text; a sentence that counts is an object by plural category. The keys stand in `words/en.js`. */
export type Strings = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

/** A proactive rule. What is given must all hold; what is absent holds. */
export interface Rule {
  /** By it is remembered how often the rule was shown. */
  id: string;
  /** Show `text` beside the launcher, or open the window. Default `teaser`. */
  do?: "teaser" | "open";
  /** Up to 200 characters; a teaser needs it. */
  text?: string;
  /** On this address. */
  seconds?: number;
  /** Percent of the page that have been scrolled. */
  scroll?: number;
  /** The pointer leaves through the top of the page. */
  exit?: true;
  /** A pattern with `*`; one that begins with `/` looks at the path alone. */
  url?: string;
  device?: "desktop" | "phone";
  consent?: "required" | "granted";
  /** At most so often … Default 1. */
  times?: number;
  /** … in so many days. Default 7. */
  days?: number;
}

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
}

export interface State {
  readonly ready: boolean;
  readonly open: boolean;
  readonly mode: string;
  readonly theme: string;
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

/** What each event's `detail` holds. No event carries a message's text. */
export interface Events {
  ready: { version: string; capabilities: Capabilities };
  error: { code: string; message: string; key?: string; given?: string; allowed?: string };
  open: { reason: Reason };
  close: { reason: Reason };
  message: { id: string; direction: "in" | "out"; author: "bot" | "agent" | "visitor"; kind: string };
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
  /** Has the server delete the conversation, then wipes; rejects with `network` where it does not. */
  forget(): Promise<void>;
  /** Wipes window and storage at once, and revokes the token. */
  logout(): Promise<void>;
  /** Options as of now; another `bot` or `gateway` is a fresh start. */
  update(config: Partial<Config>): Promise<void>;
  state(): State;
  /** Listens; returns what ends it. */
  on<N extends Named<keyof Events & string>>(event: N, heard: (detail: Detail<N>, event: CustomEvent) => void): () => void;
  once<N extends Named<keyof Events & string>>(event: N, heard: (detail: Detail<N>, event: CustomEvent) => void): () => void;
  /** Takes everything of this chat off the page; later verbs reject with `destroyed`. */
  destroy(): Promise<void>;
}

/** `<parlour-chat>`. Configuration lives on the element, verbs on `chat`. */
export interface ParlourChatElement extends HTMLElement {
  readonly chat: Chat;
  bot: string;
  gateway: string;
  flow: string;
  accent: string;
  heading: string;
  greeting: string;
  avatar: string;
  preload: string;
  mode: string;
  position: string;
  open: boolean;
  theme: string;
  locale: string;
  strings?: Strings;
  rules?: Rule[] | "server";
  sound: string;
  /** Whether the visitor has turned the sound off. */
  muted: boolean;
  tabTitle: string;
  startModule: string;
  pageUrl: string;
  storage: string;
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
