// What the floor and the peers talk to: the same reply at once, in the shape each of them reads.

const THANKS = "Thanks, that is clear. I looked it up: the parcel is on its way and due on Tuesday before noon.";

/** The reply to `ping N …`: its text holds `pong-N-end`, its last suggested reply `opt-N-end`. */
export function reply(said) {
  const nth = /ping (\d+)/.exec(said)?.[1] ?? "0";
  return { text: `${THANKS} pong-${nth}-end`, chips: [`Track it ${nth}`, `Change address ${nth}`, `Talk to a person opt-${nth}-end`] };
}

const button = (chip) => `<button class="deep-chat-button deep-chat-suggestion-button">${chip}</button>`;

const SHAPES = {
  "/bot/json": ({ text = "" }) => reply(text),
  "/bot/deep-chat": ({ messages = [] }) => {
    const { text, chips } = reply(messages.at(-1)?.text ?? "");
    return { text, html: `<div class="deep-chat-temporary-message">${chips.map(button).join("")}</div>` };
  },
  "/bot/n8n": ({ action, chatInput = "" }) => (action === "loadPreviousSession" ? { data: [] } : { output: reply(chatInput).text }),
};

/** The answer to a body that was posted to one of the bots' paths. */
export const answer = (path, body) => SHAPES[path](JSON.parse(body || "{}"));
