// The exchange as files: a fixture, and a conversation of `parlour test`.
import { button, made } from "../../shared/sheet.js";
import { fixture } from "./exchange.js";
import { SAVE_MS } from "./limits.js";
import { capabilitiesIn } from "./log.js";
import { written } from "./written.js";

const save = (name, type, text) => {
  const href = URL.createObjectURL(new Blob([text], { type }));
  made("a", { href, download: name }).click();
  // Not at once: the download reads it after the click.
  setTimeout(() => URL.revokeObjectURL(href), SAVE_MS);
};
const stamp = () => new Date().toISOString().slice(0, 19).replaceAll(":", "-");

/** @param {{chat: object, config: object, wire: object}} self */
export function files({ chat, config, wire }) {
  const status = made("p", { role: "status" });
  const asFixture = () => {
    const { version, locale } = chat.state();
    const about = { made: new Date().toISOString(), widget: version, bot: config.bot, locale, capabilities: capabilitiesIn(wire.entries) ?? null };
    save(`wire-${stamp()}.json`, "application/json", JSON.stringify(fixture(wire.entries, about), null, 2) + "\n");
    status.textContent = "The fixture is saved.";
  };
  const asConversation = () => {
    const text = written(wire.entries, { title: `As it was said on ${new Date().toISOString().slice(0, 10)}`, bot: config.flow ? undefined : config.bot, locale: chat.state().locale });
    if (!text) return void (status.textContent = "The beginning of the conversation is not in the log. Start again (menu), talk, and export then.");
    save(`conversation-${stamp()}.chat.toml`, "application/toml", text);
    status.textContent = "The conversation is saved.";
  };
  return {
    nodes: [
      made("p", { textContent: "Secrets are masked. What was said is in it: look before you pass it on." }),
      made("h4", { textContent: "Fixture (JSON)" }),
      made("p", { textContent: "Every request that is kept, with its answer and the events of streams." }),
      button("do", asFixture, "Export as a fixture"),
      made("h4", { textContent: "Conversation (chat.toml)" }),
      made("p", { textContent: "What was said and what came of it, for parlour test." }),
      button("do", asConversation, "Export as a conversation"),
      status,
    ],
  };
}
