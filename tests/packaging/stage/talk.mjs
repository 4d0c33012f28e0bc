// A visitor's conversation, from the launcher to an answer, in the page's language.
import { expect } from "@playwright/test";
import { Chat } from "../../e2e/stage/chat.mjs";

/** Opens the page and exchanges a message; the parts and the words of the window must have been found, too. */
export async function talk(page, address, { language = "de" } = {}) {
  const chat = new Chat(page);
  await page.goto(address);
  await chat.open();
  await expect(chat.close).toHaveAccessibleName(language === "de" ? "Chat schließen" : "Close chat");
  const before = await chat.bot.count();
  await chat.say("Where is my order?");
  await expect(chat.visitor.last()).toContainText("Where is my order?");
  await chat.answered(before);
  // A part of its own writes it.
  const written = await chat.host.evaluate(({ chat }) => chat.transcript("text"));
  expect(written).toContain("Where is my order?");
  return chat;
}
