// The visitor's own place, where the bot asks for one: the browser is asked when the button is pressed, not before.
//
// `data` says nothing. The answer is the place as the bot reads it, `52.52, 13.405`; it may be typed as well, and how
// is shown where the browser gives none: degrees, which the name of a place is not.
import { css as asks, label, make } from "./shared/make.js";

export { place as words } from "../words/en.js";

/** Milliseconds the device has to find itself, and how old what it knows may be. */
const PATIENCE_MS = 15_000;
const AGE_MS = 60_000;
/** Digits behind the point: about a metre. */
const DIGITS = 5;
/** `GeolocationPositionError.PERMISSION_DENIED`. */
const DENIED = 1;

export const css = asks + `
.place{justify-items:start}
.place p{margin:0;color:var(--_muted);font-size:.9em;line-height:1.4}
.place p:empty{display:none}
.place [aria-disabled=true]{background:var(--_line);color:var(--_muted);cursor:progress}
`;

const written = (degrees) => String(Number(degrees.toFixed(DIGITS)));

export function draw(host, _, { word, ask }) {
  // Where there is nothing to press, the text box is left.
  if (!navigator.geolocation) return {};
  let said = "";
  let isGone = false;
  const go = make("button", { type: "button", className: "go" });
  const line = label(make("p"), { role: "status" });
  const tell = (key) => {
    said = key;
    update();
  };
  const update = () => {
    go.textContent = word("shareLocation");
    go.setAttribute("aria-disabled", said === "locating");
    // Refused or failed: from left to right in every language.
    line.textContent = said && word(said) + (/ed$/.test(said) ? " \u2066(52.52, 13.405)\u2069" : "");
  };
  go.addEventListener("click", () => {
    if (said === "locating") return;
    tell("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => isGone || ask("send", `${written(latitude)}, ${written(longitude)}`) || tell(""),
      ({ code }) => isGone || tell(code === DENIED ? "locationRefused" : "locationFailed"),
      { timeout: PATIENCE_MS, maximumAge: AGE_MS },
    );
  });
  update();
  host.append(make("div", { className: "ask place" }, go, line));
  return { update, destroy: () => (isGone = true) };
}
