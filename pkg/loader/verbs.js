// The verbs that need the chat to be there, over `act` of the wasm, whose kinds are the names of the verbs;
// `entries` gives the conversation.
import { reject } from "./config.js";

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The verbs of one chat; `ready` promises its key in `by()`, `door` has the part that writes transcripts. */
export const verbs = (by, door, ready) => {
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
    forget: () => act("forget"),
    logout: () => act("logout"),
    async transcript(form = "text") {
      const [{ written }, entries] = await Promise.all([door.part("transcript"), act("entries")]);
      return written(form, entries || [], document.documentElement.lang || "en") ?? reject("field_invalid");
    },
  };
};
