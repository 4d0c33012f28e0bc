// What is done to requests: held back, cut off, refused, marked. The verb `debug` does the same.
import { button, made } from "../../shared/sheet.js";
import { isSecret, MASK } from "../mask.js";

/** @param {{controls: object, mask: object}} self */
export function harm({ controls }) {
  const status = made("p", { className: "wide", role: "status" });
  const set = (given) => {
    const wrong = controls.set(given);
    status.textContent = wrong === undefined ? "" : `That is no value for ${wrong}.`;
    draw();
  };
  const field = (id, name, attributes, read) => {
    const input = made("input", { id: `dbg-${id}`, ...attributes });
    input.addEventListener("change", () => set({ [id]: read(input) }));
    return { input, nodes: [made("label", { htmlFor: input.id, textContent: name }), input] };
  };
  const latency = field("latency", "Latency, ms", { type: "number", min: 0, max: 60_000, step: 100 }, ({ value }) => Number(value));
  const errors = field("errors", "Errors, percent", { type: "number", min: 0, max: 100, step: 5 }, ({ value }) => Number(value) / 100);
  const code = field("status", "Status of errors", { type: "number", min: 400, max: 599 }, ({ value }) => Number(value));
  const offline = field("offline", "Offline", { type: "checkbox" }, ({ checked }) => checked);

  const heads = made("ul", { className: "heads" });
  const name = made("input", { placeholder: "Name", "aria-label": "Name of a header", autocomplete: "off", spellcheck: false });
  const value = made("input", { placeholder: "Value", "aria-label": "Value of the header", autocomplete: "off", spellcheck: false });
  const add = () => {
    if (!name.value) return name.focus();
    set({ headers: { ...controls.now.headers, [name.value]: value.value } });
    if (!status.textContent) name.value = value.value = "";
  };
  const remove = (gone) => {
    const { [gone]: _, ...left } = controls.now.headers;
    set({ headers: left });
    name.focus();
  };
  const draw = () => {
    const { now } = controls;
    latency.input.value = now.latency;
    errors.input.value = Math.round(now.errors * 100);
    code.input.value = now.status;
    offline.input.checked = now.offline;
    heads.replaceChildren(
      ...Object.entries(now.headers).map(([name, value]) => {
        const gone = button("do", () => remove(name), "Remove");
        gone.setAttribute("aria-label", `Remove ${name}`);
        return made("li", {}, made("span", { textContent: `${name}: ${isSecret(name) ? MASK : value}`, dir: "ltr" }), gone);
      }),
    );
  };
  draw();
  const nothing = () => set({ latency: 0, errors: 0, offline: false, status: 503, headers: {}, host: {} });
  return {
    nodes: [
      made("p", { textContent: "Each request of this chat, and each piece of a stream, from now on." }),
      made("div", { className: "fields" }, ...latency.nodes, ...errors.nodes, ...code.nodes, ...offline.nodes, status),
      made("h4", { textContent: "Headers that go with each request" }),
      heads,
      made("div", { className: "add" }, name, value, button("do", add, "Add")),
      made("h4", { textContent: "As it was" }),
      button("do", nothing, "Harm nothing"),
    ],
  };
}
