// Proactive rules: when a page calls its visitor. `due` and `faults` are pure; `watch` listens and asks them.
//
// A rule: `{id, do: "teaser" | "open", text, seconds, scroll, exit, url, device, consent, times, days}`. What is
// given must all hold; what is absent holds. See pkg/README.md.

/** Rules of one page that are looked at: each is looked at on every sign of the visitor. */
const MOST_RULES = 20;
/** Characters of a teaser: two lines on a phone, four at most. */
const TEXT_CHARS = 200;
/** Milliseconds between two looks while nothing but time passes. */
const LOOK_MS = 1_000;
/** Days for which a rule is quiet after it was shown as often as it may, where it says nothing else. */
const QUIET_DAYS = 7;
const DAY_MS = 86_400_000;

const isText = (value) => typeof value === "string" && value.length > 0 && value.length <= TEXT_CHARS;
const isFrom = (least, most) => (value) => typeof value === "number" && value >= least && value <= most;
const isOf = (...words) => (value) => words.includes(value);

const KEYS = {
  id: ["text", isText],
  do: ["teaser open", isOf("teaser", "open")],
  text: ["up to 200 characters", isText],
  seconds: ["seconds from 0", isFrom(0, 86_400)],
  scroll: ["percent from 0 to 100", isFrom(0, 100)],
  exit: ["true", isOf(true)],
  url: ["a pattern with *", isText],
  device: ["desktop phone", isOf("desktop", "phone")],
  consent: ["required granted", isOf("required", "granted")],
  times: ["a number from 1", isFrom(1, 1_000)],
  days: ["days from 0", isFrom(0, 3_650)],
};

/** What is wrong with `rules`: `[given, allowed]` for each fault. */
export function faults(rules) {
  if (!Array.isArray(rules)) return [[typeof rules, "a list of rules, or server"]];
  const found = [];
  if (rules.length > MOST_RULES) found.push([rules.length, `up to ${MOST_RULES} rules`]);
  for (const rule of rules) {
    if (typeof rule !== "object" || rule === null) found.push([String(rule), "an object"]);
    else {
      for (const key in rule) {
        const [allowed, isAllowed] = KEYS[key] || [Object.keys(KEYS).join(" "), () => false];
        if (!isAllowed(rule[key])) found.push([`${key}: ${rule[key]}`, allowed]);
      }
      if (!rule.id) found.push(["a rule without id", KEYS.id[0]]);
      if (rule.do !== "open" && !rule.text) found.push([`teaser ${rule.id} without text`, KEYS.text[0]]);
    }
  }
  return found;
}

/** Whether an address is meant: `*` is any run of characters; a pattern that begins with `/` looks at the path. */
export function meets(pattern, address) {
  const { href, pathname } = new URL(address);
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(pattern.startsWith("/") ? pathname : href);
}

/**
 * The first rule that is due, or `undefined`.
 *
 * @param {object[]} rules without faults.
 * @param {{at: number, seconds: number, scroll: number, isLeaving: boolean, url: string, device: string,
 *   consent: string, isOpen: boolean, shown: Record<string, number[]>, done: Set<string>}} now `at` and the times of
 *   `shown` are milliseconds since 1970, `scroll` is a percentage, `done` holds the rules that have been acted on
 *   since the page came.
 */
export function due(rules, now) {
  if (now.isOpen) return undefined;
  return rules.slice(0, MOST_RULES).find(({ id, seconds = 0, scroll = 0, exit, url, device, consent, times = 1, days = QUIET_DAYS }) => {
    const lately = (now.shown[id] ?? []).filter((at) => at > now.at - days * DAY_MS && at <= now.at);
    return (
      !now.done.has(id) &&
      now.seconds >= seconds &&
      now.scroll >= scroll &&
      (!exit || now.isLeaving) &&
      (!url || meets(url, now.url)) &&
      (!device || device === now.device) &&
      (!consent || consent === now.consent) &&
      lately.length < times
    );
  });
}

/**
 * Looks at the rules for as long as the chat is closed; `"server"` are those of the bot's public configuration at
 * `place`, which a page asks for by this word: its own act (embed.md §6.1). Nothing is written before the visitor has acted: how often
 * a rule was shown is kept from the first time on that one was answered.
 *
 * @param {{rules: object[] | "server", place: string, element: HTMLElement, kept: {read(): string | undefined, write(value: string): void},
 *   refuse(given: unknown, allowed: string): void, open(): void,
 *   tease(text?: string, answered?: () => void): void}} self
 * @returns {() => void} what ends it.
 */
export function watch(self) {
  if (self.rules !== "server") return looking(self);
  let end = () => {};
  let isOver = false;
  fetch(self.place, { credentials: "omit" })
    .then((response) => response.json())
    .then(({ rules }) => isOver || (end = looking({ ...self, rules })))
    .catch(() => {});
  return () => {
    isOver = true;
    end();
  };
}

function looking({ rules, element, kept, refuse, open, tease }) {
  const wrong = faults(rules);
  for (const [given, allowed] of wrong) refuse(given, allowed);
  if (wrong.length) return () => {};
  const done = new Set();
  let shown = {};
  let came = Date.now();
  let address = location.href;
  let isLeaving = false;
  try {
    shown = JSON.parse(kept.read() ?? "{}");
  } catch {
    // Not ours, or from another version: as if nothing had been shown.
  }
  const mayWrite = () => kept.read() !== undefined;
  const keep = () => kept.write(JSON.stringify(shown));

  const look = () => {
    if (document.hidden) return;
    if (location.href !== address) {
      address = location.href;
      came = Date.now();
    }
    const page = document.documentElement;
    const room = page.scrollHeight - innerHeight;
    const rule = due(rules, {
      at: Date.now(),
      seconds: (Date.now() - came) / 1000,
      scroll: room > 0 ? (100 * scrollY) / room : 0,
      isLeaving,
      url: location.href,
      device: matchMedia("(max-width: 480px), (pointer: coarse)").matches ? "phone" : "desktop",
      consent: element.getAttribute("consent") ?? "granted",
      isOpen: element.open,
      shown,
      done,
    });
    isLeaving = false;
    if (!rule) return;
    done.add(rule.id);
    shown[rule.id] = [...(shown[rule.id] ?? []), Date.now()].slice(-(rule.times ?? 1));
    if (mayWrite()) keep();
    if (rule.do === "open") open();
    else tease(rule.text, keep);
  };
  const left = (event) => {
    if (event.clientY > 0 || event.relatedTarget) return;
    isLeaving = true;
    look();
  };
  const timer = setInterval(look, LOOK_MS);
  addEventListener("scroll", look, { passive: true });
  document.documentElement.addEventListener("mouseleave", left);
  look();
  return () => {
    clearInterval(timer);
    removeEventListener("scroll", look);
    document.documentElement.removeEventListener("mouseleave", left);
    tease();
  };
}
