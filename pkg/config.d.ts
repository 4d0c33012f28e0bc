// Made from config.schema.json; `PARLOUR_BLESS=1 node --test tests/parts/config.test.mjs` writes it.

/** Configuration of the embed: the same names as attributes in kebab-case and as `data-*` of the script tag. */
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
  /** How the window stands: in a corner, in the page, over the page, or in a frame of the gateway. Default `bubble`. */
  mode?: "bubble" | "inline" | "fullscreen" | "frame";
  /** Bubble corner, logical; `left` and `right` are accepted and mean `start` and `end`. Default `end`. */
  position?: "end" | "start" | "right" | "left";
  /** Open at once. */
  open?: boolean;
  /** Colour scheme; can be changed live. Default `auto`. */
  theme?: "auto" | "light" | "dark";
  /** `auto` (the page's `<html lang>`, then the browser's) or a BCP 47 tag. Followed live. Default `auto`. */
  locale?: string;
  /** Your own wording for some sentences; wins over every language. Property or JSON child only. */
  strings?: Strings;
  /** When the page calls its visitor; `server`: as the bot's owner says, asked for at once. Property or JSON child only. */
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
  privacy?: Privacy;
  /** The form before a visitor's first conversation; its answers become the profile. Property or JSON child only. */
  preChat?: PreChatField[];
  /** When text may be written; `auto`: not while the bot takes nothing but the replies it offers. Default `auto`. */
  input?: "auto" | "always" | "choices-only";
  /** A microphone, where the browser has speech recognition. */
  voice?: boolean;
  /** The event `parlour:message` tells what a message says; otherwise it does not, and analytics that hear it learn nothing of it. */
  exposeContent?: boolean;
  /** Sent as `user_cvars` with the first message. Property or JSON child only. */
  variables?: Record<string, unknown>;
  /** Sent as `user_profile`. Property or JSON child only. */
  profile?: Record<string, unknown>;
  /** Who the visitor is, as your own back end signs it. Attribute (a text) or property. */
  userToken?: UserToken;
  /** Requests of the chat can be seen and broken (verb `debug`, event `parlour:wire`), where the gateway lets pages of this origin do so. */
  debug?: boolean;
  /** Reused for anything the loader adds to the page. */
  nonce?: string;
}

/** The configuration as properties of the element; a text that is absent reads as its default. */
export interface ConfigProperties {
  preload: string;
  mode: string;
  position: string;
  theme: string;
  pageUrl: string;
  storage: string;
  sound: string;
  tabTitle: string;
  consent: string;
  input: string;
  open: boolean;
  voice: boolean;
  exposeContent: boolean;
  debug: boolean;
  id: string;
  bot: string;
  gateway: string;
  flow: string;
  accent: string;
  heading: string;
  greeting: string;
  avatar: string;
  startModule: string;
  linkAllow: string;
  mediaAllow: string;
  nonce: string;
  locale: string;
  strings?: Strings;
  rules?: Rule[] | "server";
  privacy?: Privacy;
  preChat?: PreChatField[];
  variables?: Record<string, unknown>;
  profile?: Record<string, unknown>;
  userToken?: UserToken;
}

/** A JWT, or a function that gives one and is asked whenever a session is opened; `refused`: the last one was no good. It gives nothing where nobody is signed in. */
export type UserToken = string | ((about: { refused: boolean }) => Promise<string | null | undefined> | string | null | undefined);

/** What a visitor agrees to. */
export interface Privacy {
  /** What is said. */
  text: string;
  /** Where all of it stands. */
  url?: string;
  /** Words of the link. */
  label?: string;
  /** By it is remembered what was agreed to. */
  version?: string;
}

/** One field of the form before the chat. `name` is the key of the profile. */
export interface PreChatField {
  /** Key of the profile. */
  name: string;
  /** `name`, `email`, `phone` and `question` have a label of their own, in the window's language. */
  label?: string;
  /** Default: `name`, if it is one of these; else `text`. */
  kind?: "text" | "email" | "phone" | "number" | "date" | "multiple_choice" | "multi_select";
  /** The chat begins without it, or not. */
  required?: boolean;
  /** What is chosen from. */
  options?: string[];
}

/** Key to text; a sentence that counts is an object by plural category. The keys stand in `words/en.js`. */
export type Strings = Record<string, string | Plural>;

/** One sentence by plural category; `other` stands for those that are missing. */
export interface Plural {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other?: string;
}

/** A proactive rule. What is given must all hold; what is absent holds. */
export interface Rule {
  /** By it is remembered how often the rule was shown. */
  id: string;
  /** Show `text` beside the launcher, or open the window. Default `teaser`. */
  do?: "teaser" | "open";
  /** A teaser needs it. */
  text?: string;
  /** On this address. */
  seconds?: number;
  /** Percent of the page that have been scrolled. */
  scroll?: number;
  /** The pointer leaves through the top of the page. */
  exit?: true;
  /** A pattern with `*`; one that begins with `/` looks at the path alone. */
  url?: string;
  /** `phone`: up to 480 px, or touch. */
  device?: "desktop" | "phone";
  /** `granted`: not before; `required`: only until then. */
  consent?: "required" | "granted";
  /** At most so often … Default `1`. */
  times?: number;
  /** … in so many days. Default `7`. */
  days?: number;
}
