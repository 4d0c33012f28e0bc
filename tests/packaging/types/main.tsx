// What the types take, and what they refuse.
import { useRef } from "react";
import { init, type Chat, type Config, type Rule } from "parlour";
import { createBot, createServer } from "parlour/engine";
import { ParlourChat } from "parlour/react";
import { createConversation, type ConversationEvent } from "parlour/runtime";

const rule: Rule = { id: "late", text: "May I help?", seconds: 20 };
const config: Config = { bot: "b", gateway: "http://127.0.0.1:8080", mode: "inline", rules: [rule], pageUrl: "off", preChat: [{ name: "email" }] };
const chat: Chat = init(config);
const off: () => void = chat.on("message", ({ author, kind }) => console.log(author satisfies "bot" | "agent" | "visitor", kind));
chat.once("parlour:ready", ({ capabilities }) => console.log(capabilities.uploads));
off();
const { seq }: { seq: number | null } = await chat.send("hello", { silent: true });
document.querySelector("parlour-chat")!.linkAllow = "https://shop.example";
await chat.identify({ token: "h.c.s", merge: true });
document.querySelector("parlour-chat")!.userToken = async ({ refused }) => (refused ? null : "h.c.s");
window.Parlour?.("open");

// @ts-expect-error a bot is required
init({ gateway: "http://127.0.0.1:8080" });
// @ts-expect-error no number proves anything
init({ bot: "b", userToken: 7 });
// @ts-expect-error no such mode
init({ bot: "b", mode: "tab" });
// @ts-expect-error no such option
init({ bot: "b", colour: "red" });
// @ts-expect-error no such event
chat.on("messages", () => {}) satisfies string;

const conversation = await createConversation({ bot: "b", gateway: "http://127.0.0.1:8080", storage: "none", userToken: "h.c.s" });
for await (const event of conversation) told(event);
function told(event: ConversationEvent): string {
  switch (event.type) {
    case "message":
      return event.message.notice ?? event.message.text;
    case "choices":
      return event.options.join();
    default:
      return event.type;
  }
}
const bot = await createBot("", { now: () => 0 });
console.log(bot.say("hello").messages.length, seq);
await createConversation({ bot: "b", gateway: "page:", fetch: await createServer("") });

export function App() {
  const ref = useRef<Chat>(null);
  return (
    <ParlourChat ref={ref} bot="b" tabTitle="on" onBeforeSend={({ message }) => console.log(message.actions)} onHandover={({ state }) => console.log(state)}>
      <b slot="launcher">Ask</b>
    </ParlourChat>
  );
}
// @ts-expect-error no such event
export const wrong = <ParlourChat bot="b" onMessages={() => {}} />;
