// The way to files: a button, paste and drop. What becomes of them is `upload.js`, which is fetched with the first press
// or file, and is handed each by the event `attach` at the shadow root; that it is there it says by `attaching`.
//
// `data`: as of `upload.js`.
import { icon } from "../loader/icon.js";
import { button, made } from "./shared/sheet.js";

export { attaching as words } from "../words/en.js";

export const css = `
[part=attach]{grid-row:2;grid-column:1;display:grid;place-items:center;inline-size:44px;block-size:44px;margin-inline:-6px 4px;padding:0;border:0;border-radius:50%;background:none;color:var(--_muted)}
[part=attach]:hover{background:var(--_soft);color:var(--_text)}
[part=attach] svg{inline-size:22px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
form:has([readonly]) [part=attach]{display:none}
.drop{position:absolute;z-index:3;inset:0;display:grid;place-items:center;padding:24px;border:3px dashed var(--_edge);border-radius:inherit;background:var(--_surface);color:var(--_text);font-weight:600;text-align:center;opacity:.95;pointer-events:none}
`;

/** What else a file of a kind is called. */
const MORE = { "audio/x-wav": ["audio/wav", ".wav"], "image/heif": ["image/heic", ".heic"], "text/plain": [".txt", ".csv", ".md", ".log"] };

const CLIP = "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.4 17a1.6 1.6 0 0 1-2.3-2.3L15 6.8";

export function draw(host, first, { word, ask, root }) {
  let data = first;
  let isThere = false;
  let waiting = [];
  const pick = made("input", { type: "file", multiple: true, hidden: true, tabIndex: -1 });
  const attach = button("", () => give([], pick.click()), icon(CLIP));
  attach.setAttribute("part", "attach");
  const drop = made("div", { className: "drop", hidden: true });
  const section = root.querySelector("[part~=window]");

  const hand = () => {
    if (isThere && waiting.length) root.dispatchEvent(new CustomEvent("attach", { detail: waiting.splice(0) }));
  };
  const give = (files) => {
    waiting.push(...files);
    if (!isThere) ask("attach", "");
    hand();
  };
  const met = () => {
    isThere = true;
    hand();
  };
  // Why nothing is taken at the moment: what stands in the locked text box, or where consent was refused above it.
  const reason = () => {
    const { readOnly, placeholder } = root.querySelector("[part~=input]");
    return readOnly && (root.querySelector(".sheet>p")?.textContent || placeholder);
  };
  const take = (files) => (reason() ? ask("say", reason()) : give(files));
  const pasted = (event) => {
    const { files } = event.clipboardData || {};
    if (!files?.length) return;
    event.preventDefault();
    take(files);
  };
  const dragged = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.hidden = event.type !== "dragover";
    drop.textContent = reason() || word("dropHere");
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  pick.addEventListener("change", () => {
    give(pick.files);
    pick.value = "";
  });
  const heard = [["paste", pasted], ["dragover", dragged], ["dragleave", dragged], ["drop", dragged]];
  for (const [name, hear] of heard) section.addEventListener(name, hear);
  root.addEventListener("attaching", met);

  const update = (next = data) => {
    data = next;
    attach.setAttribute("aria-label", word("attach"));
    attach.title = word("attach");
    // Devices call some kinds otherwise than the server, which looks into the bytes.
    const types = data.told?.limits?.upload_types ?? [];
    pick.accept = types.flatMap((type) => [type, ...(MORE[type] ?? [])]).join(",");
  };
  update();
  host.append(attach, pick);
  section.append(drop);
  return {
    update,
    destroy() {
      for (const [name, hear] of heard) section.removeEventListener(name, hear);
      root.removeEventListener("attaching", met);
      drop.remove();
    },
  };
}
