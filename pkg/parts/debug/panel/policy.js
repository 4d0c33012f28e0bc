// Whether the page's Content-Security-Policy lets the chat do what it does: told by what works here and now, and by
// what the browser has refused since the chat was loaded. The policy itself no script can read, but for a <meta>.

/** The smallest module there is: its magic number and version. */
const EMPTY_WASM = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

const wasm = () => {
  try {
    return !!new WebAssembly.Module(EMPTY_WASM);
  } catch {
    return false;
  }
};

const origin = (address) => {
  try {
    return new URL(address).origin;
  } catch {}
};

/**
 * What the page's policy does to the chat, each `{name, state: "good" | "bad" | "open", said}`; `open` is what cannot be
 * told.
 */
export function policy({ config, root, wire, kept }) {
  const media = [...root.querySelectorAll("[src]")].map(({ src }) => src);
  const places = [import.meta.url, config.gateway, ...media].map(origin).filter(Boolean);
  // What else the page wanted and may not is no business of the chat's.
  const isOurs = ({ blocked, source }) => places.includes(origin(blocked)) || places.includes(origin(source));
  const about = (...names) => kept.filter((one) => !one.isOnlyTold && isOurs(one) && names.some((name) => one.directive.startsWith(name)));
  const refusal = (found) => `Refused: ${found.map(({ directive, blocked }) => `${directive} ${blocked}`).join(", ")}.`;
  const checks = [];
  const check = (name, isGood, good, bad, ...directives) => {
    const found = about(...directives);
    const state = found.length ? "bad" : isGood === undefined ? "open" : isGood ? "good" : "bad";
    checks.push({ name, state, said: found.length ? refusal(found) : state === "bad" ? bad : good });
  };
  const styled = getComputedStyle(root.querySelector("[part~=window]"));
  const answers = wire.entries.filter(({ status }) => status !== undefined);
  const images = [...root.querySelectorAll("img[src]")];

  check("script-src", true, `This panel ran, so scripts of ${new URL(import.meta.url).origin} may.`, "", "script-src-elem", "script-src-attr");
  check("script-src 'wasm-unsafe-eval'", wasm(), "WebAssembly may run.", "WebAssembly may not run here: add 'wasm-unsafe-eval' to script-src.", "script-src", "wasm");
  check("style-src", styled.getPropertyValue("--_surface").trim() !== "" && styled.display === "flex", "The chat's styles are applied; it needs no inline style.", "The chat's styles are not applied.", "style-src");
  if (config.flow) check("connect-src", true, "The bot runs in this page; nothing is asked.", "", "connect-src");
  else check("connect-src", answers.length > 0 || undefined, answers.length ? `${new URL(config.gateway).origin} has answered.` : "Nothing has been asked yet.", "", "connect-src");
  check("img-src", images.length ? images.every((image) => !image.complete || image.naturalWidth > 0) : undefined, images.length ? `${images.length} pictures are shown.` : "There is no picture to tell by.", "A picture is not shown.", "img-src");
  check("require-trusted-types-for", "trustedTypes" in window || undefined, "trustedTypes" in window ? "The chat writes no markup; nothing of it was refused." : "This browser knows no Trusted Types.", "", "require-trusted-types-for", "trusted-types");
  const metas = [...document.querySelectorAll("meta[http-equiv=Content-Security-Policy i]")].map(({ content }) => content);
  checks.push({ name: "Policy in the page", state: "open", said: metas.join(" · ") || "None in a <meta>; one in the headers cannot be read from here." });
  checks.push({ name: "Secure context", state: isSecureContext ? "good" : "bad", said: isSecureContext ? "Copying, locks of tabs and the microphone are there." : "The page has no TLS: the browser gives no clipboard, no locks of tabs and no microphone." });
  return checks;
}
