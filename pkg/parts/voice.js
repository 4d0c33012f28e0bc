// Voice input, where the browser has it: what is heard is written into the text box, never sent.
//
// `data` says nothing. The microphone is asked for when the button is pressed, not before.
import { icon } from "../loader/icon.js";
import { button, made } from "./shared/sheet.js";

export { voice as words } from "../words/en.js";

export const css = `
.mic{grid-row:2;grid-column:3;display:grid;place-items:center;inline-size:44px;block-size:44px;margin-inline-start:4px;padding:0;border:0;border-radius:50%;background:none;color:var(--_muted)}
.mic:hover{background:var(--_soft);color:var(--_text)}
.mic svg{inline-size:22px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
.mic[aria-pressed=true]{background:var(--_danger);color:var(--_surface)}
form:has([readonly]) :is(.mic,.heard){display:none}
.heard{grid-row:4;grid-column:1/-1;margin:0 16px;color:var(--_muted);font-size:.8em}
.heard:empty{display:none}
@media (forced-colors:active){.mic[aria-pressed=true]{border:2px solid Highlight}}
`;

const MICROPHONE = "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21";

/** With these of the element's events the visitor is done with what is being said. */
const LEAVES = ["parlour:before-send", "parlour:close"];

export function draw(host, _, tools) {
  const { word, root } = tools;
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) return {};
  let running;
  let wrote;
  let said = "";
  const line = made("p", { className: "heard", role: "status" });
  const input = () => root.querySelector("[part~=input]");
  const put = (text) => {
    const box = input();
    box.value = text;
    wrote = box.value;
    box.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  };
  const tell = (key) => {
    said = key;
    update();
  };
  // What was said for a message that has gone, or a text that is not what it was, is not written any more.
  const leave = () => {
    if (!running) return;
    running.onresult = running.onend = null;
    running.abort();
    running = undefined;
    tell("");
  };
  const start = () => {
    const before = (wrote = input().value);
    running = new Recognition();
    running.lang = tools.locale;
    running.interimResults = true;
    let heard = false;
    running.onresult = ({ results }) => {
      if (input().readOnly || input().value !== wrote) return leave();
      heard = true;
      const text = Array.from(results, ([best]) => best.transcript).join("");
      put([before.trimEnd(), text.trim()].filter(Boolean).join(" "));
    };
    running.onerror = ({ error }) => {
      if (/not-allowed|service|capture/.test(error)) heard = tell("noMicrophone") || true;
    };
    running.onend = () => {
      running = undefined;
      if (!heard) said = "nothingHeard";
      else if (said === "listening") said = "";
      update();
    };
    try {
      running.start();
      tell("listening");
    } catch {
      running = undefined;
      tell("noMicrophone");
    }
  };
  const mic = button("mic", () => (running ? running.stop() : start()), icon(MICROPHONE));
  const update = () => {
    mic.setAttribute("aria-pressed", Boolean(running));
    mic.setAttribute("aria-label", word(running ? "stopListening" : "speak"));
    line.textContent = said && word(said);
  };
  update();
  host.append(mic, line);
  const { host: chat } = root;
  for (const name of LEAVES) chat.addEventListener(name, leave);
  return {
    update,
    destroy() {
      leave();
      for (const name of LEAVES) chat.removeEventListener(name, leave);
    },
  };
}
