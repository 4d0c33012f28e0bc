// What a program of Node finds in the package; says it as JSON.

const before = Object.getOwnPropertyNames(globalThis);
const parlour = await import("parlour");
const engine = await import("parlour/engine");
const runtime = await import("parlour/runtime");
const { ParlourChat } = await import("parlour/react");
const { createElement } = await import("react");
const { renderToString } = await import("react-dom/server");

let refusal;
try {
  parlour.init({ bot: "b" });
} catch ({ code }) {
  refusal = code;
}
const bot = await engine.createBot('name = "a"\nfallback = "hello"\n\n[[module]]\nid = 1\nname = "hello"\nstarting = true\nsay = [{ text = "Hello from Node" }]\n');
const { default: schema } = await import("parlour/config.schema.json", { with: { type: "json" } });

console.log(
  JSON.stringify({
    version: parlour.version,
    refusal,
    said: bot.begin().messages[0].actions[0].text,
    runtime: Object.keys(runtime),
    rendered: renderToString(createElement(ParlourChat, { bot: "b", mode: "inline", open: true, heading: "<Ask>", rules: [{ id: "a" }], onMessage() {} })),
    schema: schema.required,
    added: Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name)),
  }),
);
