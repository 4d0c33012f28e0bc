// Whose chat it is, where a page has a `user-token`, calls `identify()`, or had somebody here before.
//
// No part of the window: `../loader/chat.js` fetches it, and asks by its line what opens a session.
import { tell } from "../loader/config.js";
import { whose } from "../loader/whose.js";

const AREAS = { local: ["localStorage", "sessionStorage"], session: ["sessionStorage"], none: [] };

/** @param {object} self of `whose`, but for what the element itself says; `config` is the chat's own. */
export function identity({ element, chat, config, ...self }) {
  const places = AREAS[config.storage].flatMap((name) => {
    try {
      return window[name] || [];
    } catch {
      return [];
    }
  });
  const own = whose({
    ...self,
    gateway: config.gateway,
    bot: config.bot,
    places,
    source: () => element.userToken ?? element.getAttribute("user-token"),
    mayKeep: () => (chat.state().consent ?? (config.consent === "required" ? "" : "granted")) === "granted",
    complain: (message) => tell(element, "error", { code: "identity_invalid", message }),
  });
  chat.on("consent", own.keep);
  return own;
}
