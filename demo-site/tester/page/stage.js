// The frame the chat stands in, and what goes to it and comes from it. There is one; the widget is used by its public
// names only. Texts cross to the wasm, not objects.

const PAGE = "/tester/stage.html";
/** How long the loader may take, in milliseconds. */
const LOADER_MS = 20_000;
const TOLD =
  "ready error open close message status action typing unread conversation handover consent fallback connection wire".split(" ");

let frame;
let element;
let heard = () => {};
let mounts = 0;
let size = [390, 844];

/** Whatever the chat tells is told to `told(name, detail)`, as JSON. */
export function listen(told) {
  heard = told;
}

/** Takes the frame, and fits it into what holds it for as long as that is there. */
export function take(node) {
  frame = node;
  new ResizeObserver(fit).observe(frame.parentElement);
}

/** The frame has these CSS pixels, so that media queries in it say the truth; what does not fit is drawn smaller. */
function fit() {
  const [width, height] = size;
  const { clientWidth, clientHeight } = frame.parentElement;
  const scale = Math.min(1, clientWidth / width, clientHeight / height) || 1;
  const { style } = frame;
  style.width = `${width}px`;
  style.height = `${height}px`;
  style.transform = `scale(${scale})`;
  style.left = `${Math.max(0, (clientWidth - width * scale) / 2)}px`;
  heard("scale", JSON.stringify(scale));
}

/** Sets the size of the frame, in CSS pixels. */
export function resize(width, height) {
  size = [width, height];
  fit();
}

/** What the page of the frame says of itself: `{path, title, lang}`. A new address is one of this origin. */
export function describe(page) {
  const { path, title, lang } = JSON.parse(page);
  const { document, history } = frame.contentWindow;
  document.title = title;
  document.documentElement.lang = lang;
  try {
    if (path) history.replaceState(null, "", path);
  } catch {
    heard("error", JSON.stringify({ code: "config_invalid", message: `${path} is no path of this site.` }));
  }
}

const loaded = (address) =>
  new Promise((done) => {
    frame.addEventListener("load", done, { once: true });
    frame.src = address;
  });

/** Takes the chat away with its page, so that nothing holds what it has stored. */
export async function leave() {
  element = undefined;
  mounts += 1;
  if (frame.src) await loaded("about:blank");
}

/**
 * Begins anew: an empty page in the frame, and a chat in it. `given` is `{attributes, mode, profile, variables, page,
 * debug}`. Rejects with the code of what is not permitted.
 */
export async function mount(given) {
  const own = ++mounts;
  const { attributes, profile, variables, page, debug, mode } = JSON.parse(given);
  await loaded(`${PAGE}?${own}`);
  const view = frame.contentWindow;
  const late = new Promise((_, failed) => setTimeout(failed, LOADER_MS, new Error("The widget did not load: is parlour.js there?")));
  await Promise.race([view.customElements.whenDefined("parlour-chat"), late]);
  // Somebody was faster.
  if (own !== mounts) return;
  describe(JSON.stringify(page));
  element = view.document.createElement("parlour-chat");
  for (const name of TOLD) {
    element.addEventListener(`parlour:${name}`, ({ detail }) => own === mounts && heard(name, JSON.stringify(detail ?? null)));
  }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (profile) element.profile = profile;
  if (variables) element.variables = variables;
  view.document.body.append(element);
  // What is asked first is asked with what the tester wants of the line: modes that open by themselves come after it.
  const { chat } = element;
  await chat.debug(debug);
  if (own !== mounts) return;
  if (mode !== "bubble") element.setAttribute("mode", mode);
  await chat.open();
}

/** Calls a verb with a list of arguments, as JSON; gives what it resolves to, as JSON. */
export async function call(verb, args) {
  if (!element) throw Object.assign(new Error("There is no chat yet."), { code: "no_chat" });
  return JSON.stringify((await element.chat[verb](...JSON.parse(args))) ?? null);
}

/** Sets an attribute, or takes it away. */
export function set(name, value) {
  if (value === undefined) element?.removeAttribute(name);
  else element?.setAttribute(name, value);
}
