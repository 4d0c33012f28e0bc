// chatscope's kit: a list of messages and a composer.
import "@chatscope/chat-ui-kit-styles/dist/default/styles.min.css";
import { ChatContainer, MainContainer, Message, MessageInput, MessageList } from "@chatscope/chat-ui-kit-react";
import React, { useState } from "react";
import { createRoot } from "react-dom/client";
import { ask } from "./ask.js";

function App() {
  const [messages, setMessages] = useState([]);
  window.__load = setMessages;
  const add = (said) => setMessages((before) => [...before, said]);
  const send = async (_markup, text) => {
    add({ text });
    add({ isBot: true, text: (await ask(text)).text });
  };
  const drawn = messages.map(({ isBot, text }, at) => (
    <Message key={at} model={{ message: text, direction: isBot ? "incoming" : "outgoing", position: "single" }} />
  ));
  return (
    <div style={{ height: 600, position: "relative" }}>
      <MainContainer>
        <ChatContainer>
          <MessageList>{drawn}</MessageList>
          <MessageInput placeholder="Type" attachButton={false} onSend={send} />
        </ChatContainer>
      </MainContainer>
    </div>
  );
}

createRoot(document.getElementById("box")).render(<App />);
