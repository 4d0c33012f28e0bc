// The verb `transcript` and the menu's download: draws nothing.
export { written } from "./shared/written.js";

/** Milliseconds until the earlier messages must have been read: a window holds 20,000 at most, 100 come at a time. */
const WHOLE_MS = 120_000;
/** Milliseconds between two looks at how far they have come. */
const LOOK_MS = 25;

/**
 * The whole conversation, what was not read yet included, as far as a window holds one. `act` is that of
 * `loader/verbs.js`. Rejects with `network` where a part of it cannot be had.
 */
export async function whole(act) {
  const until = Date.now() + WHOLE_MS;
  // `true`: there are more; `false`: they could not be read; else all is there.
  for (let more = await act("earlier", "again"); typeof more === "boolean"; more = await act("earlier")) {
    if (!more || Date.now() > until) throw Object.assign(new Error("network"), { code: "network" });
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
  return (await act("entries")) || [];
}
