// The chat in a frame of the gateway: its launcher is the page's, all else is in the frame.
import { Chat } from "./chat.mjs";

/** The chat inside the frame. */
export function inFrame(page) {
  const frame = page.frameLocator("iframe[part~=frame]");
  const chat = new Chat(page);
  const inside = { page, launcher: chat.launcher, frame: page.locator("iframe[part~=frame]") };
  for (const part of ["window", "close", "notice", "input", "send", "typing"]) inside[part] = frame.locator(`[part~="${part}"]`);
  inside.bot = frame.locator('[part~="message-bot"]');
  inside.visitor = frame.locator('[part~="message-visitor"]');
  inside.choices = frame.locator('[part~="choice"]');
  for (const verb of ["open", "greeted", "say", "answered"]) inside[verb] = Chat.prototype[verb];
  return inside;
}
