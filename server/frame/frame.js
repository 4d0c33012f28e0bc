// The chat inside a frame, as the page around it drives it. The page's side is pkg/frame/framed.js.
//
// Once: the page says `{parlour: 1, bot, mode, config, objects, page, width, proves, identified}` and hands over one end of a channel. All that
// follows goes over the channel.
//   from the page   {nth, verb, args}  {page, width}  {look: {theme, variables}}  {speak: {locale, strings}}
//                   {held, messages}: what the page left of what was held  {proven, token | error}
//   to the page     {ready: 1}  {nth, value | error: {code, message}}  {event, detail, state}  {label}
//                   {hold, name, messages}: may these pass?  {proves, refused}: who is the visitor?
(() => {
  const PROTOCOL = 1;
  /** Milliseconds a page may think about what may pass: one that is busy must not hold a conversation up. */
  const PASS_MS = 1000;
  const VERBS = ["open", "close", "send", "start", "reset", "consent", "setVariables", "setProfile", "forget", "logout", "transcript"];
  const EVENTS = "ready error open close message status action typing conversation handover consent connection";
  const BOT = document.currentScript.dataset.chat;

  addEventListener("message", function hello({ source, origin, data, ports: [port] }) {
    const isOurs = source === parent && source !== window && data && data.parlour === PROTOCOL && data.bot === BOT && port;
    // The browser says which page holds the frame; where it does, nobody else may speak for it. Firefox says "null", for
    // the frame sends no referrer.
    const [holder = "null"] = location.ancestorOrigins || [];
    if (!isOurs || ![origin, "null"].includes(holder) || !/^https?:/.test(origin)) return;
    removeEventListener("message", hello);
    begin(port, data);
  });

  /** As wide as the page: whether the window covers a phone's screen is not told by the frame's own width. */
  let width = innerWidth;
  Object.defineProperty(window, "innerWidth", { configurable: true, get: () => width });

  function begin(port, { mode, config, objects, page, ...more }) {
    const element = document.createElement("parlour-chat");
    const held = new Map();
    let holds = 0;
    let around = page;
    width = more.width;

    /** What the page leaves of these messages. */
    const pass = (name, messages) =>
      new Promise((done) => {
        const nth = ++holds;
        const end = (left) => {
          clearTimeout(late);
          held.delete(nth);
          done(left);
        };
        const late = setTimeout(end, PASS_MS, messages);
        held.set(nth, end);
        port.postMessage({ hold: nth, name, messages });
      });

    /** What the page's back end says of the visitor. How long that may take, the page's side knows. */
    const proofs = new Map();
    const prove = ({ refused }) =>
      new Promise((done, failed) => {
        const nth = ++holds;
        proofs.set(nth, { done, failed });
        port.postMessage({ proves: nth, refused });
      });

    for (const key in config) if (config[key] !== undefined) element[key] = config[key];
    for (const key in objects) if (objects[key]) element[key] = objects[key];
    Object.assign(element, { bot: BOT, mode });
    if (more.proves) element.userToken = prove;
    element.inside = { server: passing(pass), page: () => around };

    const state = () => {
      const { open, connection, conversation, capabilities, consent, handover } = element.chat.state();
      return { open, connection, conversation, capabilities, consent, handover };
    };
    for (const name of EVENTS.split(" ")) {
      element.addEventListener("parlour:" + name, ({ detail }) => port.postMessage({ event: name, detail, state: state() }));
    }

    const verbs = {
      stand: (mode) => void (element.mode = mode),
      words: (tag) => element.inside.words && element.inside.words(tag),
      send: (text, silent) => element.chat.send(text, { silent }),
      identify: (given) => {
        element.userToken = prove;
        return element.chat.identify(given);
      },
    };
    port.onmessage = async ({ data }) => {
      if (data.page) {
        around = data.page;
        if (width !== data.width) {
          width = data.width;
          dispatchEvent(new Event("resize"));
        }
      }
      if (data.look) look(element, data.look);
      if (data.speak) Object.assign(element, data.speak);
      if (data.held && held.has(data.held)) held.get(data.held)(data.messages);
      if (data.proven && proofs.has(data.proven)) {
        const { done, failed } = proofs.get(data.proven);
        proofs.delete(data.proven);
        if (data.error) failed(new Error(data.error));
        else done(data.token);
      }
      if (!data.nth) return;
      const { nth, verb, args } = data;
      try {
        const call = verbs[verb] || (VERBS.includes(verb) && element.chat[verb]);
        const value = call ? await call(...args) : undefined;
        port.postMessage({ nth, value, state: state() });
      } catch (error) {
        port.postMessage({ nth, error: { code: error.code || "crashed", message: String(error.message || error) } });
      }
    };

    forget();
    document.body.append(element);
    if (more.identified) element.chat.identify(more.identified).catch(() => {});
    name(element, (label) => port.postMessage({ label }));
    port.postMessage({ ready: PROTOCOL });
  }

  /** Whether the window is open, the page says. */
  function forget() {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (key.startsWith("parlour:open:") && key.endsWith("|" + BOT)) sessionStorage.removeItem(key);
      }
    } catch {
      // A browser that keeps nothing in frames.
    }
  }

  /** What the page's style says, on the element: a value, never a rule. */
  function look(element, { theme, variables }) {
    element.theme = theme;
    for (const name of [...element.style]) if (name.startsWith("--parlour-")) element.style.removeProperty(name);
    for (const [name, value] of variables) element.style.setProperty(name, value);
  }

  /** Tells what the launcher is called, in the language of the chat. */
  function name(element, tell) {
    const button = element.shadowRoot.querySelector("[part~=launcher]");
    document.documentElement.lang = element.locale;
    new MutationObserver(() => {
      document.documentElement.lang = element.locale;
      tell(button.getAttribute("aria-label"));
    }).observe(button, { attributeFilter: ["aria-label"] });
  }

  /**
   * `fetch` that asks the page what may pass before anything goes out or is read. What is held is in the outbox or on
   * the server by then, so nothing is lost where the page does not answer.
   */
  function passing(pass) {
    /** Verdicts by message id: what is sent again is not asked again. */
    const verdicts = new Map();

    const sent = async (init) => {
      const body = JSON.parse(init.body);
      if (!body.actions || !body.actions.length) return init;
      if (!verdicts.has(body.id)) {
        const [left] = await pass("before-send", [{ id: body.id, author: "visitor", actions: body.actions }]);
        if (left) verdicts.set(body.id, left.actions);
        else return undefined;
      }
      return { ...init, body: JSON.stringify({ ...body, actions: verdicts.get(body.id) }) };
    };

    /** The bot's and agents' messages among these events, as the page leaves them. */
    const read = async (events) => {
      const theirs = events.filter(({ actions, author }) => actions && author !== "visitor");
      if (!theirs.length) return;
      const asked = theirs.map((event) => ({ ...event, author: event.author || "bot", id: event.id ?? event.seq }));
      const left = await pass("before-receive", asked);
      theirs.forEach((event, nth) => (event.actions = left[nth] ? left[nth].actions : []));
    };

    const refusal = () =>
      new Response(JSON.stringify({ error: "The page stopped this message.", message: null, code: "cancelled" }), {
        status: 400,
        headers: { "Content-Type": "application/json" },
      });

    return async (url, given) => {
      const { pathname } = new URL(url);
      const init = given.method === "POST" && /\/messages\/?$/.test(pathname) ? await sent(given) : given;
      if (!init) return refusal();
      const answer = await fetch(url, init);
      if (!answer.ok || !answer.body) return answer;
      const { status, headers } = answer;
      if (pathname.endsWith("/events")) {
        return new Response(answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(blocks(read)).pipeThrough(new TextEncoderStream()), { status, headers });
      }
      if (!/\/(history|messages\/?)$/.test(pathname)) return answer;
      const told = await answer.json();
      await read(told.items || told.flatMap((turn) => turn.message || []));
      return new Response(JSON.stringify(told), { status, headers });
    };
  }

  /** The blocks of an event stream, those of messages as `read` leaves them. */
  function blocks(read) {
    let rest = "";
    return new TransformStream({
      async transform(text, out) {
        rest += text;
        for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
          const block = rest.slice(0, end + 2);
          rest = rest.slice(end + 2);
          out.enqueue(/^event: ?message$/m.test(block) ? await changed(block, read) : block);
        }
      },
    });
  }

  async function changed(block, read) {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => line.startsWith("data:"));
    if (at < 0) return block;
    const event = JSON.parse(lines[at].slice(5));
    await read([event]);
    lines[at] = "data: " + JSON.stringify(event);
    return lines.join("\n");
  }
})();
