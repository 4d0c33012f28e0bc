import { createConversation } from "parlour/runtime";

const { content: gateway } = document.querySelector("meta[name=gateway]");
const chat = await createConversation({ bot: "0f8fad5b-d9cb-469f-a165-70867728950e", gateway });

let isAsked = false;
for await (const { type, message, options } of chat) {
  if (type === "choices" && options.length && !isAsked) {
    isAsked = true;
    chat.send("Where is my order?").catch(console.error);
  }
  if (type === "message" && message.text) document.querySelector("ol").append(Object.assign(document.createElement("li"), { textContent: `${message.author}: ${message.text}` }));
}
