// The agents' console: what it shows is text, what it asks is the agents' API (server/API.md, "Handover").

const LOOK_EVERY_MS = 2000;
const TYPING_EVERY_MS = 3000;
const PATIENCE_MS = 10000;

const at = (id) => document.getElementById(id);

/** The admin token, for as long as the page is open. */
let token = "";
let bot = "";
/** @type {{id: number, state: string, last: number} | null} */
let open = null;
let typedAt = 0;
/** Which look is the newest: an answer to an older one is dropped. */
let look = 0;

async function ask(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status === 401) at("door").hidden = false;
  if (answer.status === 204) return null;
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error || "The server refused.");
  return told;
}

const place = (end) => `/api/webchat/bot/${bot}/handover/${end}`;

function complain(fault) {
  at("fault").hidden = !fault;
  at("fault").textContent = fault ? fault.message : "";
}

async function act(name, body) {
  if (!open) return false;
  try {
    await ask(place(`${open.id}/${name}`), body || {});
    complain(null);
  } catch (fault) {
    complain(fault);
    return false;
  } finally {
    await refresh();
  }
  return true;
}

function line(kind, author, text) {
  const item = document.createElement("li");
  item.className = kind;
  if (author) {
    const small = document.createElement("small");
    small.textContent = author;
    item.append(small);
  }
  item.append(document.createTextNode(text));
  return item;
}

function said(action) {
  switch (action.type) {
    case "wait":
      return "";
    case "choice":
      return [action.text, ...(action.options || []).map((option) => `• ${option}`)].filter(Boolean).join("\n");
    case "card":
      return (action.cards || []).map((card) => card.title).join("\n");
    default:
      return action.text || `[${action.type}]`;
  }
}

function change(event) {
  const who = event.agent ? event.agent.name : "An agent";
  switch (event.state) {
    case "waiting":
      return event.queue ? `Waiting for a person, place ${event.queue}` : "Waiting for a person";
    case "agent":
      return `${who} has joined`;
    case "ended":
      return "Ended";
    default:
      return "The bot answers";
  }
}

/** A file to be opened by a press, never by itself. */
function file(action) {
  const address = URL.canParse(action.url) ? new URL(action.url) : null;
  const name = action.text || action.url;
  if (!address || !["https:", "http:"].includes(address.protocol)) return document.createTextNode(name);
  const link = document.createElement("a");
  link.href = address.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.textContent = name;
  return link;
}

function show(event) {
  if (event.event === "handover") return line("change", "", change(event));
  const isFile = (action) => typeof action.url === "string" && action.type !== "link";
  const files = event.actions.filter(isFile);
  const text = event.actions.filter((action) => !isFile(action)).map(said).filter(Boolean).join("\n");
  if (!text && !files.length) return null;
  const names = { visitor: "Visitor", bot: "Bot", agent: event.agent ? event.agent.name : "Agent" };
  const item = line(event.author, names[event.author] || "", text);
  for (const action of files) {
    if (item.lastChild.textContent) item.append(document.createElement("br"));
    item.append(document.createTextNode(`${action.type}: `), file(action));
  }
  return item;
}

async function readOn() {
  if (!open) return;
  const mine = open;
  const told = await ask(place(mine.last ? `${mine.id}?after=${mine.last}` : `${mine.id}`));
  if (open !== mine) return;
  mine.state = told.conversation.state;
  const log = at("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  for (const event of told.items) {
    if (event.seq <= mine.last) continue;
    mine.last = event.seq;
    const item = show(event);
    if (item) log.append(item);
  }
  if (atEnd) log.scrollTop = log.scrollHeight;
  const holds = mine.state === "agent";
  const who = known(told.conversation);
  at("heading").textContent = who ? `Conversation ${mine.id}: ${who} (verified)` : `Conversation ${mine.id}`;
  at("take").disabled = holds;
  at("back").disabled = mine.state === "bot" || mine.state === "ended";
  at("end").disabled = at("back").disabled;
  at("text").disabled = !holds;
  at("send").disabled = !holds;
  if (document.visibilityState === "visible" && told.items.length && (holds || mine.state === "waiting")) {
    await ask(place(`${mine.id}/read`), { up_to: mine.last });
  }
}

/** What the site's back end says of the visitor; what a page says is not shown. */
const known = ({ verified }) => Object.values(verified || {}).join(", ");

function row(one) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.id = String(one.conversation_id);
  if (open && open.id === one.conversation_id) button.setAttribute("aria-current", "true");
  const name = document.createElement("span");
  name.textContent = `Conversation ${one.conversation_id}`;
  if (one.last_seq > one.read_up_to) name.className = "new";
  const about = document.createElement("small");
  const since = new Date(one.asked_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  about.textContent = one.agent ? `with ${one.agent.name}, since ${since}` : `place ${one.queue}, since ${since}`;
  button.append(name, about);
  if (known(one)) {
    const who = document.createElement("small");
    who.textContent = `${known(one)} (verified)`;
    button.append(who);
  }
  button.addEventListener("click", () => choose(one.conversation_id));
  item.append(button);
  return item;
}

function choose(id) {
  open = { id, state: "", last: 0 };
  at("log").replaceChildren();
  at("talk").hidden = false;
  refresh();
}

async function refresh() {
  if (!bot) return;
  const mine = ++look;
  try {
    const { conversations } = await ask(place(""));
    if (mine !== look) return;
    const focused = document.activeElement && document.activeElement.dataset.id;
    at("list").replaceChildren(...conversations.map(row));
    const again = focused && at("list").querySelector(`button[data-id="${focused}"]`);
    if (again) again.focus();
    at("none").hidden = conversations.length > 0;
    await readOn();
  } catch (fault) {
    if (open && open.last) {
      // It was given back: there is nothing to look at any more.
      const still = at("list").querySelector(`button[data-id="${open.id}"]`);
      if (!still) {
        open = null;
        at("talk").hidden = true;
        return;
      }
    }
    complain(fault);
  }
}

async function begin() {
  try {
    const { bots } = await ask("/console/bots");
    at("door").hidden = true;
    complain(null);
    const options = bots.map((one) => {
      const option = document.createElement("option");
      option.value = one.id;
      option.textContent = one.name;
      return option;
    });
    at("bot").replaceChildren(...options);
    bot = bots.length ? bots[0].id : "";
    await refresh();
  } catch (fault) {
    complain(fault);
  }
}

at("door").addEventListener("submit", (event) => {
  event.preventDefault();
  token = at("token").value.trim();
  begin();
});
at("bot").addEventListener("change", () => {
  bot = at("bot").value;
  open = null;
  at("talk").hidden = true;
  refresh();
});
at("take").addEventListener("click", () => {
  act("take", { agent: { name: at("name").value.trim() || "Agent" } });
});
at("back").addEventListener("click", () => act("hand-back"));
at("end").addEventListener("click", () => act("end"));
at("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = at("text").value.trim();
  if (!text) return;
  at("send").disabled = true;
  if (await act("reply", { text, id: crypto.randomUUID() })) {
    at("text").value = "";
    typedAt = 0;
  }
});
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("composer").requestSubmit();
  }
});
at("text").addEventListener("input", () => {
  const now = Date.now();
  if (!open || now - typedAt < TYPING_EVERY_MS) return;
  typedAt = now;
  ask(place(`${open.id}/typing`), { active: true }).catch(complain);
});
setInterval(() => {
  if (document.visibilityState === "visible") refresh();
}, LOOK_EVERY_MS);
begin();
