// react-chatbot-kit. Its fixed "loading" bubble of 750 ms has no setting; `loading: false` in each message takes it out.
import "react-chatbot-kit/build/main.css";
import React from "react";
import { Chatbot, createChatBotMessage, createClientMessage } from "react-chatbot-kit";
import { createRoot } from "react-dom/client";
import { ask } from "./ask.js";

const said = (text, more) => ({ ...createChatBotMessage(text, more), loading: false });
const Chips = ({ payload = [] }) => <div>{payload.map((chip) => <button key={chip}>{chip}</button>)}</div>;
const config = {
  botName: "Bot",
  initialMessages: [],
  widgets: [{ widgetName: "chips", widgetFunc: (given) => <Chips {...given} /> }],
};

const ActionProvider = ({ setState, children }) => {
  const put = (change) => setState((state) => ({ ...state, messages: change(state.messages) }));
  window.__load = (texts) => put(() => texts.map(({ isBot, text }) => (isBot ? said(text) : createClientMessage(text))));
  const reply = async (text) => {
    const answer = await ask(text);
    put((before) => [...before, said(answer.text, { widget: "chips", payload: answer.chips })]);
  };
  return <div>{React.Children.map(children, (child) => React.cloneElement(child, { actions: { reply } }))}</div>;
};
const MessageParser = ({ children, actions }) => (
  <div>{React.Children.map(children, (child) => React.cloneElement(child, { parse: actions.reply, actions: {} }))}</div>
);

createRoot(document.getElementById("box")).render(
  <Chatbot config={config} messageParser={MessageParser} actionProvider={ActionProvider} />,
);
