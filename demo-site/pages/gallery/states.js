// What a chat meets when the line, its server or a person does something, at the press of a button: by the events of a
// browser, by a `fetch` of the page, and by the API that people at the desk use (server/API.md).
const MESSAGES = /\/messages\/$/;
/** Milliseconds that a message is held, unless its row is pressed before: beyond the second sentence about a wait, and less
 * than the 30 seconds after which a call is given up. */
const LATE = 20_000;

const real = window.fetch;
let answers = "";
let release = () => {};
window.fetch = (...asked) => {
  const isMessage = MESSAGES.test(asked[0]);
  if (isMessage && answers === "refused") {
    return Promise.resolve(Response.json({ error: "No.", message: null, code: "malformed" }, { status: 400 }));
  }
  if (isMessage && answers === "lost") return Promise.reject(new TypeError("The page lost it."));
  if (isMessage && answers === "held") {
    const held = new Promise((done) => {
      release = done;
      setTimeout(done, LATE);
    });
    return held.then(() => real(...asked));
  }
  return real(...asked);
};

const BODIES = {
  take: { agent: { name: "Maya" } },
  typing: { active: true },
  reply: { text: "Hello, Maya here. I have your order in front of me." },
};

async function person(what) {
  const { conversation } = await window.Parlour("state");
  const { bot } = document.querySelector("parlour-chat");
  const answer = await real(`/api/webchat/bot/${bot}/handover/${conversation}/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(BODIES[what] ?? {}),
  });
  return answer.ok ? "" : (await answer.json()).error;
}

document.addEventListener("click", async ({ target }) => {
  const { line, answers: how, person: what } = target.dataset;
  const told = document.querySelector(".told");
  if (line) window.dispatchEvent(new Event(line));
  if (how !== undefined) {
    answers = how;
    release();
  }
  if (what) told.textContent = await person(what).catch(String);
  else if (line || how !== undefined) told.textContent = "";
});
