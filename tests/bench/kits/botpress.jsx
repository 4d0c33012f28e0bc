// Botpress' own parts, put together as its web chat does: that one itself wants the vendor's cloud.
import "@botpress/webchat/dist/style.css";
import { Composer, Container, MessageList } from "@botpress/webchat";
import React, { useState } from "react";
import { createRoot } from "react-dom/client";
import { ask } from "./ask.js";

const message = ({ isBot, text }, at) => ({
  id: `m${at}`,
  timestamp: new Date(),
  conversationId: "c",
  authorId: isBot ? "bot" : "user",
  direction: isBot ? "incoming" : "outgoing",
  sender: { name: isBot ? "Bot" : "You" },
  metadata: { delivered: true },
  block: { type: "bubble", block: { type: "text", text } },
});

function App() {
  const [messages, setMessages] = useState([]);
  window.__load = (texts) => setMessages(texts.map(message));
  const add = (said) => setMessages((before) => [...before, message(said, before.length)]);
  const send = async (payload) => {
    const text = typeof payload === "string" ? payload : (payload.text ?? payload.payload?.text ?? "");
    add({ text });
    add({ isBot: true, text: (await ask(text)).text });
  };
  return (
    <Container connected={true} style={{ height: 600, width: 400 }}>
      <MessageList messages={messages} botName="Bot" isOpen={true} showMarquee={false} />
      <Composer connected={true} disableComposer={false} isReadOnly={false} allowFileUpload={false} sendMessage={send} composerPlaceholder="Type" />
    </Container>
  );
}

createRoot(document.getElementById("box")).render(<App />);
