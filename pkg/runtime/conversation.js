// One conversation: performs what the machine (widget/runtime, as wasm) asks for, and tells what it says.
import { line as ask } from "../loader/line.js";
import { mark, page, place as around, telling } from "../loader/page.js";
import { whose } from "../loader/whose.js";
import { events } from "./events.js";
import { kept, placeOf } from "./kept.js";
import { TIMER_MS } from "./limits.js";
import { fresh } from "./named.js";
import { net } from "./net.js";

const fault = (code, message = code) => Object.assign(new Error(message), { code });
/** Why there is no conversation, for whoever wrote the program. */
const refusal = (code, bot, gateway) =>
  ({
    origin_refused: `The bot ${bot} of ${gateway} is not for this origin; a program has none, and needs allow_no_origin = true in the bot's configuration.`,
    not_found: `${gateway} has no bot ${bot}.`,
    unreadable: `What answers at ${gateway} is no Parlour server.`,
  })[code] ?? `The bot ${bot} may not be reached from here.`;
const isSettled = /^(sent|delivered|read|unknown)$/;

/** Milliseconds since 1970 that never go back, for a clock that is set back must not hold what waits for its time. */
const clock = () => {
  let last = 0;
  let behind = 0;
  return () => {
    const now = Date.now();
    behind = Math.max(behind, last - now);
    return (last = now + behind);
  };
};

/** What the caller tells of the visitor and of the bot's variables, until the server has it. */
const extras = (given) => {
  let told = { ...given };
  return {
    tell(more) {
      for (const name in more) told[name] = { ...told[name], ...more[name] };
    },
    /** Takes what goes with a call out of what is to be told. */
    take(carries) {
      const taken = carries === "everything" ? told : carries === "profile" ? { user_profile: told.user_profile } : {};
      for (const name in taken) told = { ...told, [name]: undefined };
      return taken;
    },
    /** The call came to nothing: what was told since wins. */
    giveBack(taken) {
      const newer = told;
      told = { ...taken };
      this.tell(newer);
    },
  };
};

/** @param {object} Talk the machine's class. @param {object} options as in index.d.ts, `bot` and `gateway` given. */
export async function converse(Talk, options) {
  const { bot, startModule, locale, profile, variables, pageUrl } = options;
  const gateway = String(options.gateway).replace(/\/+$/, "");
  const talk = new Talk(JSON.stringify({ bot, startModule: startModule && String(startModule), locale }));
  const own = whose({
    gateway,
    bot,
    places: [placeOf(options.storage)].filter(Boolean),
    line: (request, heard) => ask({ server: options.fetch, ...request }, heard),
    source: () => options.userToken,
    act: (what) => act(what),
    isRunning: () => !isClosed && isOpen,
    mayKeep: () => true,
    quit: () => {
      complain("Another user is signed in by now: open another conversation.");
      conversation.close();
    },
    complain: (message) => complain(message),
  });
  const complain = (message) => told.tell({ type: "error", code: "identity_invalid", message });
  const line = net({ line: own.line, gateway });
  const place = kept({ storage: options.storage, gateway, bot });
  const told = events();
  const now = clock();
  const extra = extras({ user_profile: profile, user_cvars: variables });
  /** Ends of `send` and `retry`, by the message's id. */
  const sends = new Map();
  const forgets = [];
  const reads = [];
  const state = { connection: "connecting", conversation: null, capabilities: null, typing: false, choices: [], handover: "bot", earlier: "none" };
  /** The page the conversation was last told of. */
  let tellsOf;
  let timer;
  let isOpen = false;
  let isClosed = false;
  let hasWarned = false;
  let isBusy = false;
  const waiting = [];

  /** One input at a time: what comes in the middle of one waits for its end. */
  const feed = (input) => {
    waiting.push(input);
    if (isBusy) return;
    isBusy = true;
    try {
      while (waiting.length && !isClosed) {
        const outcome = JSON.parse(waiting.shift()());
        for (const { tasks, news } of Array.isArray(outcome) ? outcome : [outcome]) {
          for (const task of tasks) perform(task);
          for (const event of news) hear(event);
        }
      }
    } finally {
      isBusy = false;
    }
  };
  const act = (what, more) => feed(() => talk.act(now(), JSON.stringify({ do: what, ...more })));

  /** Where there is no page, as in Node, none is told of. */
  const look = () => {
    const now = globalThis.document && mark(around(pageUrl));
    if (now === tellsOf) return;
    tellsOf = now;
    act("page");
  };

  const tasks = {
    call({ carries, tellsPage, ...task }) {
      const taken = extra.take(carries);
      const { user_profile, user_cvars } = taken;
      const web = tellsPage && { ...user_profile, web: page(pageUrl) };
      const body = task.body && telling(task.body, { user_profile: web || user_profile, user_cvars });
      line.call({ ...task, body }, (status, text, retryAfterMs) => {
        // A 400 may be of these very fields: they are not tried again.
        if ((status < 200 || status > 299) && status !== 400) extra.giveBack(taken);
        feed(() => talk.answered(now(), task.ticket, status, text, retryAfterMs));
      });
    },
    stream(task) {
      line.stream(task, {
        opened: () => feed(() => talk.streamOpened(now(), task.ticket)),
        piece: (bytes) => feed(() => talk.streamed(now(), task.ticket, bytes)),
        closed: (status, retryAfterMs) => feed(() => talk.streamClosed(now(), task.ticket, status, retryAfterMs)),
      });
    },
    end: ({ ticket }) => line.end(ticket),
    store({ saved }) {
      if (place.store(saved) || hasWarned) return;
      hasWarned = true;
      told.tell({ type: "error", code: "storage", message: "Nothing is kept here: the conversation ends with the program." });
    },
    wake({ at }) {
      clearTimeout(timer);
      timer = setTimeout(() => act("wake"), Math.min(Math.max(0, at - now()), TIMER_MS));
    },
    wipe: () => place.wipe(),
    forgot({ isDone }) {
      for (const { done, failed } of forgets.splice(0)) isDone ? done() : failed(fault("network", "The server did not delete it."));
    },
  };
  const perform = (task) => tasks[task.do](task);

  const settle = ({ id, state, seq = null, reason }) => {
    const end = sends.get(id);
    if (!end || !(isSettled.test(state) || state === "failed")) return;
    sends.delete(id);
    if (state === "failed") end.failed(Object.assign(fault(reason, "The message was not taken."), { id }));
    else end.done({ id, state, seq });
  };

  const hear = (event) => {
    const { type, message } = event;
    if (type === "conversation") Object.assign(state, { conversation: event.id, capabilities: event.capabilities });
    if (type === "typing") state.typing = event.active;
    if (type === "choices") state.choices = event.options;
    if (type === "connection" || type === "handover" || type === "earlier") state[type] = event.state;
    told.tell(event);
    if (type === "connection" && event.state === "refused") {
      if (own.isRefused()) complain("The signed identity was refused.");
      else told.tell({ type: "error", code: event.reason, message: refusal(event.reason, bot, gateway) });
    }
    if (type === "status") settle(event);
    if (type === "message" && message.author === "visitor") settle(message);
    if (type === "earlier" && event.state !== "loading") {
      for (const { done, failed } of reads.splice(0)) event.state === "failed" ? failed(fault("network")) : done(event.state === "more");
    }
  };

  const promised = (list) => new Promise((done, failed) => list.push({ done, failed }));
  const sent = (id) => new Promise((done, failed) => sends.set(id, { done, failed }));
  /** A verb of a conversation that is closed rejects. */
  const verb = (run) => async (...given) => {
    if (isClosed) throw fault("destroyed", "The conversation is closed.");
    return run(...given);
  };

  const online = () => act("online");
  const offline = () => act("offline");
  globalThis.window?.addEventListener?.("online", online);
  globalThis.window?.addEventListener?.("offline", offline);

  // Who else was here leaves nothing that is read.
  await own.arrive().catch((error) => {
    talk.free();
    throw fault("identity_invalid", String(error?.message ?? error));
  });
  isOpen = true;
  feed(() => talk.restore(now(), place.load()));
  look();
  act("open");

  const conversation = {
    [Symbol.asyncIterator]: () => told.read(),
    send: verb((text, { payload } = {}) => {
      if (payload) extra.tell({ user_cvars: payload });
      const id = fresh();
      const end = sent(id);
      look();
      act("say", { id, text: String(text) });
      return end;
    }),
    retry: verb((id) => {
      const line = JSON.parse(talk.history()).find((line) => line.id === id);
      if (!/^(failed|unknown)$/.test(line?.state)) throw fault("not_found", "There is no such message to be sent again.");
      // What may have arrived stays where it stands, and its text goes as a message of its own.
      const again = line.state === "unknown" ? fresh() : id;
      const end = sent(again);
      act("retry", { id, again });
      return end;
    }),
    cancel: verb((id) => act("cancel", { id })),
    start: verb((ref) => act("move", { id: fresh(), reference: String(ref) })),
    setVariables: verb((values) => extra.tell({ user_cvars: values })),
    setProfile: verb((values) => extra.tell({ user_profile: values })),
    reset: verb(() => act("reset")),
    identify: verb((given) => own.identify(given)),
    logout: verb(() => {
      act("logout");
      own.left();
    }),
    forget: verb(async () => {
      const end = promised(forgets);
      act("forget");
      await end;
      own.left();
    }),
    earlier: verb(() => {
      if (!/^(more|failed|loading)$/.test(state.earlier)) return false;
      const end = promised(reads);
      act("earlier");
      return end;
    }),
    history: () => (isClosed ? [] : JSON.parse(talk.history())),
    state: () => Object.freeze({ ...state }),
    close() {
      if (isClosed) return;
      isClosed = true;
      clearTimeout(timer);
      line.endAll();
      own.close();
      globalThis.window?.removeEventListener?.("online", online);
      globalThis.window?.removeEventListener?.("offline", offline);
      for (const { failed } of [...sends.values(), ...forgets, ...reads]) failed(fault("destroyed", "The conversation is closed."));
      sends.clear();
      told.end();
      talk.free();
    },
  };
  return conversation;
}

/** A host without a scheme would be read as a path, or as a scheme. */
const isGateway = (text) => /^(https?:|[./])/i.test(text) && URL.canParse(text, globalThis.location?.href);

/** What is missing or wrong is said before anything is fetched. */
export function checked(options) {
  const { bot, gateway = globalThis.location?.origin } = options ?? {};
  if (!bot) throw fault("config_missing", "createConversation() needs a bot.");
  if (!gateway) throw fault("config_missing", "createConversation() needs a gateway where there is no page.");
  // A server of the caller's own is called as they like.
  if (!options.fetch && !isGateway(String(gateway))) {
    throw fault("config_invalid", `createConversation() needs a gateway such as https://chat.example; "${gateway}" is none.`);
  }
  return { ...options, gateway };
}
