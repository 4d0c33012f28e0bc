// The verbs that need the chat to be there, over `act` of the wasm, whose kinds are the names of the verbs;
// `entries` gives the conversation.
import { reject } from "./config.js";

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The verbs of one chat; `ready` promises its key in `by()`, `door` has the part that writes transcripts, `left` is
 * called when the visitor is gone.
 */
export const verbs = (by, door, ready, { element, left }) => {
  const act = (kind, value = "") => ready().then((key) => by().act(key, kind, value));
  const tell = (kind, values) => (isPlain(values) ? act(kind, JSON.stringify(values)) : reject("field_invalid"));
  return {
    async send(text, { payload, silent } = {}) {
      if (payload !== undefined) await tell("setVariables", payload);
      const key = await ready();
      return by().send(key, String(text), !!silent);
    },
    start: (ref) => act("start", String(ref)),
    reset: () => act("reset"),
    consent: (answer) => (/^(granted|denied)$/.test(answer) ? act("consent", answer) : reject("field_invalid")),
    setVariables: (values) => tell("setVariables", values),
    setProfile: (values) => tell("setProfile", values),
    forget: () => act("forget").then(left),
    logout: () => act("logout").then(left),
    async transcript(form = "text") {
      const [{ whole, written }] = await Promise.all([door.part("transcript"), ready()]);
      const window = element.shadowRoot.querySelector("[part~=window]");
      return written(form, await whole(act), window.lang || "en") ?? reject("field_invalid");
    },
  };
};
