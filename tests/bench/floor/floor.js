// The floor: the least a chat can be, written by hand. No framework; a shadow root, texts as text nodes, one request
// for a message. What it cannot do is long: nothing is stored, resumed, repeated, translated or announced.
(() => {
  const STYLE = `
:host{all:initial;font:15px/1.45 system-ui,sans-serif}
#launcher{position:fixed;right:20px;bottom:20px;width:56px;height:56px;border:0;border-radius:50%;background:#1d4ed8;color:#fff;font-size:24px;cursor:pointer}
#window{position:fixed;right:20px;bottom:90px;width:380px;height:560px;display:flex;flex-direction:column;background:#fff;border-radius:12px;box-shadow:0 8px 30px #0004;overflow:hidden;contain:strict}
#window[hidden]{display:none}
#log{flex:1;overflow-y:auto;padding:10px;overflow-anchor:none}
p{margin:6px 0;padding:8px 12px;border-radius:12px;max-width:80%;width:fit-content;background:#eef1f6;overflow-wrap:anywhere}
p.visitor{background:#1d4ed8;color:#fff;margin-left:auto}
form{display:flex;border-top:1px solid #ddd}
input{flex:1;border:0;padding:14px;font:inherit;outline:0}
form button{border:0;background:none;padding:0 14px;color:#1d4ed8;font:inherit}
#chips{display:flex;gap:6px;flex-wrap:wrap;padding:6px 10px}
#chips button{border:1px solid #1d4ed8;border-radius:14px;background:#fff;color:#1d4ed8;padding:4px 10px;font:inherit}`;
  const make = (name, given = {}, ...children) => {
    const element = Object.assign(document.createElement(name), given);
    element.append(...children);
    return element;
  };
  const root = document.body.appendChild(make("div", { id: "floor" })).attachShadow({ mode: "open" });
  const launcher = make("button", { id: "launcher", ariaLabel: "Open chat", ariaExpanded: "false" }, "✉");
  const log = make("div", { id: "log", role: "log" });
  const chips = make("div", { id: "chips" });
  const input = make("input", { ariaLabel: "Message", placeholder: "Type a message", autocomplete: "off" });
  const form = make("form", {}, input, make("button", {}, "Send"));
  const pane = make("section", { id: "window", hidden: true, role: "dialog", ariaLabel: "Chat" }, log, chips, form);
  root.append(make("style", {}, STYLE), launcher, pane);

  const row = (text, isBot) => make("p", { className: isBot ? "" : "visitor" }, text);
  const toEnd = () => (log.scrollTop = 1e9);
  const send = async (text) => {
    log.append(row(text));
    chips.replaceChildren();
    toEnd();
    const response = await fetch("/bot/json", { method: "POST", body: JSON.stringify({ text }) });
    const answer = await response.json();
    log.append(row(answer.text, true));
    chips.append(...answer.chips.map((chip) => make("button", {}, chip)));
    toEnd();
  };
  launcher.onclick = () => {
    pane.hidden = !pane.hidden;
    launcher.ariaExpanded = String(!pane.hidden);
    if (!pane.hidden) input.focus();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    input.value = "";
    if (text) send(text);
  };
  chips.onclick = ({ target }) => target.tagName === "BUTTON" && send(target.textContent);
  window.__load = (texts) => {
    log.append(...texts.map(({ text, isBot }) => row(text, isBot)));
    toEnd();
  };
})();
