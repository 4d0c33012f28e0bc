// What the bot's channel can do, and where this chat stands.
import { made } from "../../shared/sheet.js";
import { capabilitiesIn } from "./log.js";

const MEANS = {
  uploads: "Visitors may send files",
  history: "Earlier messages can be read",
  receipts: "Messages are marked as delivered and read",
  unread: "What is unread is counted",
  handover: "People can take over",
  streaming: "Answers come word by word",
};

const table = (name, heads, lines) =>
  made(
    "table",
    { "aria-label": name },
    made("thead", {}, made("tr", {}, ...heads.map((textContent) => made("th", { textContent, scope: "col" })))),
    made("tbody", {}, ...lines.map((cells) => made("tr", {}, ...cells.map((text) => made("td", { textContent: text, dir: "auto" }))))),
  );

/** @param {{chat: object, config: object, wire: object}} self */
export function channel({ chat, config, wire }) {
  const state = chat.state();
  const all = capabilitiesIn(wire.entries) ?? state.capabilities ?? {};
  const emulated = all.emulated ?? [];
  const can = (name) => (all[name] ? (emulated.includes(name) ? "yes, by the gateway" : "yes") : "no");
  const facts = [
    ["Bot", config.bot],
    [config.flow ? "Flow" : "Gateway", config.flow || config.gateway],
    ["Conversation", String(state.conversation ?? "none yet")],
    ["Connection", state.connection],
    ["Who answers", state.handover ?? "bot"],
    ["Language", state.locale],
    ["Consent", state.consent ?? "not asked yet"],
    ["Longest wait", all.max_delay_s === undefined ? "not told" : `${all.max_delay_s} s`],
    ["Actions", (all.types ?? []).join(" ") || "not told"],
    ["Version", state.version],
  ];
  return {
    nodes: [
      made("h4", { textContent: "What the channel can" }),
      table("Capabilities", ["Capability", "Has it"], Object.entries(MEANS).map(([name, means]) => [`${name}: ${means}`, can(name)])),
      made("h4", { textContent: "This chat" }),
      table("This chat", ["What", "Is"], facts),
    ],
  };
}
