// `parlour/engine`. Written by hand; the tools' own types stay out of it.

/** One action of a message, as the chat REST API writes it. */
export interface Action {
  /** `text` `choice` `wait` `image` `video` `audio` `file` `card`, or a word of a newer version. */
  type: string;
  text?: string;
  /** Milliseconds, of a `wait`. */
  wait?: number;
  /** Labels of a `choice`. */
  options?: string[];
  [key: string]: unknown;
}

/** What one module said. */
export interface Message {
  bot_module: { id: number; name: string; group_colour: string | null; kpi_tags: { label: string; colour: string; id: number }[] };
  actions: Action[];
}

/** Where a conversation stands: plain data, to be kept between two turns. */
export interface BotState {
  module: number | null;
  cvars?: Record<string, unknown>;
  retries?: number;
}

export interface Answer {
  messages: Message[];
  state: BotState;
  /** Texts of the flow that could not be filled in, one sentence each. */
  faults: string[];
}

/** A bot to talk to, turn by turn. Same flow, state, words, time and seed: same answer, here and on a server. */
export interface Bot {
  readonly name: string;
  readonly state: BotState | undefined;
  /** The conversation begins: the starting module speaks. */
  begin(): Answer;
  say(text: string): Answer;
  /** Moves to a module, by name or number. Throws an error with `code` `unknown_module`. */
  moveTo(ref: string): Answer;
  /** Gives its memory back at once. */
  free(): void;
}

export type WasmSource = BufferSource | WebAssembly.Module | Response | Promise<Response> | URL | string;

export interface BotOptions {
  /** The wasm from elsewhere; without it `parlour/engine` finds its own, in a browser and in Node. First call only. */
  wasm?: WasmSource;
  /** What an earlier turn left. */
  state?: BotState;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?(): number;
  /** A whole number from 0 that chooses among wordings. Default: chance. */
  seed?(): number;
}

/** An error with `code` `config_invalid` for a flow that does not check: its message tells the first mistakes. */
export interface FlowError extends Error {
  code: "config_invalid";
  /** All of them, `line:column: sentence (code)`. */
  mistakes: string[];
}

/** Reads a flow, TOML or JSON. Rejects with a {@link FlowError}. */
export function createBot(flow: string, options?: BotOptions): Promise<Bot>;

export interface ServerOptions {
  wasm?: WasmSource;
  /** Names what is kept: bots of one name share their conversations. Default `page`. */
  name?: string;
  /** `local`: IndexedDB, shared by the tabs of the origin. Else in memory, until the page ends. Default `local`. */
  storage?: "local" | "session" | "none";
  /** Told, with a sentence, if the browser has no IndexedDB; memory then does. */
  unkept?(sentence: string): void;
  now?(): number;
  /** 80 hexadecimal digits nobody can guess, and a whole number that chooses among wordings. */
  chance?(): { digits: string; seed: number };
}

/** A page's own server, shaped like `fetch`: the visitor's calls of the chat REST API, answered with the real server's bytes. */
export type PageServer = (url: string, init?: { method?: string; headers?: HeadersInit; body?: string; signal?: AbortSignal }) => Promise<Response>;

/** Serves a flow's text in the page. Rejects with a {@link FlowError}. */
export function createServer(flow: string, options?: ServerOptions): Promise<PageServer>;
