// The floor and the peers, found as their own documents tell to embed them.
import { Chat } from "./chat.mjs";

/** The host page alone: what it costs by itself is taken off the others' figures. */
export const blank = new Chat({ name: "blank", kind: "nothing", input: "main", hasHistory: false });

export const others = [
  new Chat({
    name: "floor",
    kind: "own, by hand",
    launcher: "#floor >>> #launcher",
    input: "#floor >>> input",
    hasChips: true,
  }),
  new Chat({ name: "deep-chat", kind: "component", input: "deep-chat >>> #text-input", hasChips: true }),
  new Chat({ name: "react-chatbot-kit", kind: "kit", input: ".react-chatbot-kit-chat-input", hasChips: true }),
  new Chat({ name: "chatscope", kind: "kit", input: ".cs-message-input__content-editor" }),
  // It asks for its history while the page loads and draws it before it is opened: there is nothing to hand over.
  new Chat({ name: "n8n", launcher: ".chat-window-toggle", input: ".chat-input textarea", hasHistory: false }),
  new Chat({ name: "botpress", kind: "kit", input: "#box textarea" }),
];
