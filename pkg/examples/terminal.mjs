// A chat in a terminal: node terminal.mjs GATEWAY BOT [FILE]. With a FILE the conversation goes on the next time.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { createConversation } from "parlour/runtime";

const [gateway, bot, file] = process.argv.slice(2);
if (!bot) {
  console.error("usage: node terminal.mjs GATEWAY BOT [FILE]");
  process.exit(2);
}
// More than one text is kept, each by its name.
const kept = file && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
const keep = (name, text) => {
  kept[name] = text;
  writeFileSync(file, JSON.stringify(kept));
};
const storage = file && { getItem: (name) => kept[name] ?? null, setItem: keep, removeItem: (name) => keep(name) };
const chat = await createConversation({ gateway, bot, storage });
const sends = [];

createInterface({ input: process.stdin })
  .on("line", (text) => sends.push(chat.send(text).catch(({ code }) => console.error(`not sent: ${code}`))))
  .on("close", async () => {
    await Promise.all(sends);
    // The answer may be here before what was said earlier, and the bot may pause between two bubbles.
    while (chat.state().typing || chat.state().connection === "connecting") await pause(100);
    chat.close();
  });

for await (const event of chat) {
  if (event.type === "error") console.error(`${event.code}: ${event.message}`);
  if (event.type === "connection" && event.state !== "online") console.error(`(${event.state})`);
  if (event.type === "choices" && event.options.length) console.log(event.options.map((reply) => `[${reply}]`).join(" "));
  if (event.type === "message" && event.message.author !== "visitor" && event.message.text) {
    console.log(`${event.message.author}: ${event.message.text}`);
  }
}
