// Whose a conversation is (pkg/loader/whose.js, proving.js): what opens a session, and what stays in a browser of whom.
import assert from "node:assert/strict";
import { test } from "node:test";
import { belongings, proving, token, who } from "../../pkg/loader/proving.js";
import { whose } from "../../pkg/loader/whose.js";

const signed = (sub, more = "") => `h.${Buffer.from(JSON.stringify({ sub, exp: 1, more })).toString("base64url")}.s`;
const SESSION = { method: "POST", url: "https://chat.example/api/webchat/bot/b/session", body: '{"locale":"de"}', token: "old" };

const storage = (kept = {}) => {
  const map = new Map(Object.entries(kept));
  return { map, getItem: (key) => map.get(key) ?? null, setItem: (key, text) => void map.set(key, text), removeItem: (key) => void map.delete(key) };
};
const broken = { getItem() { throw new Error("blocked"); }, setItem() { throw new Error("blocked"); }, removeItem() { throw new Error("blocked"); } };
const turn = () => new Promise((done) => setImmediate(done));

/** A conversation on a line that is answered with these, one after the other. */
const stage = ({ source, places = [], answers = [], ...self }) => {
  const told = { asked: [], heard: [], acts: [], complaints: [], quits: 0 };
  const line = (request, heard) => {
    told.asked.push({ method: request.method, token: request.token, ...(request.body && JSON.parse(request.body)) });
    const answer = answers.shift();
    if (answer) heard(...answer);
    return () => {};
  };
  const own = whose({
    gateway: "https://chat.example", bot: "b", places, line, source, isRunning: () => true, mayKeep: () => true,
    act: (kind) => told.acts.push(kind), quit: () => (told.quits += 1), complain: (text) => told.complaints.push(text), ...self,
  });
  const open = async () => {
    own.line(SESSION, (...heard) => told.heard.push(heard));
    await turn();
  };
  return { own, told, open };
};
const TAKEN = [201, "{}"];
const REFUSED = [401, '{"code":"identity_invalid"}'];

test("a token of the same person is the same person's, whatever else it says, and nobody can read who", () => {
  assert.equal(who(signed("ada-7")), who(signed("ada-7", "later")));
  assert.notEqual(who(signed("ada-7")), who(signed("ada-8")));
  assert.notEqual(who(signed("Ünal")), who(signed("Unal")));
  assert.match(who(signed("ada-7")), /^[0-9a-z]+$/);
  assert.deepEqual([who(""), who(undefined), who(null)], ["", "", ""]);
  assert.match(who("no token"), /^[0-9a-z]+$/);
  const many = new Set(Array.from({ length: 20_000 }, (_, nth) => who(signed(String(nth)))));
  assert.equal(many.size, 20_000);
});

test("a token is a text, or what a function gives sooner or later", async () => {
  assert.equal(await token("t"), "t");
  assert.equal(await token(async ({ refused }) => `t${refused}`, true), "ttrue");
  for (const nobody of [undefined, null, "", () => null, async () => {}]) assert.equal(await token(nobody), undefined);
  await assert.rejects(token(() => { throw new Error("no"); }), /no/);
});

test("what lies here of somebody else is taken away, and of the same person stays", () => {
  const at = "https://chat.example|b";
  const kept = { [`parlour:${at}`]: '{"token":"T"}', [`parlour:draft:${at}`]: "a draft", [`parlour:who:${at}`]: "ada", "parlour:https://chat.example|c": "another bot's" };
  const [local, session] = [storage(kept), storage({ [`parlour:draft:${at}`]: "nobody's" })];
  const here = belongings([broken, local, session], at);
  assert.equal(here.owner(), "ada");
  assert.deepEqual(here.clear("ada"), []);
  assert.deepEqual([...local.map.keys()], Object.keys(kept));
  assert.deepEqual([...session.map.keys()], [], "it had no owner");
  assert.deepEqual(here.clear("bob"), ["T"]);
  assert.deepEqual([...local.map.keys()], ["parlour:https://chat.example|c"]);
  here.mark("bob");
  assert.deepEqual([here.owner(), belongings([session], at).owner()], ["bob", "bob"]);
  here.mark("");
  assert.equal(here.owner(), "");
});

test("only what opens a session carries the proof", () => {
  const asked = [];
  const line = proving((request) => asked.push(request), { proof: async () => assert.fail(), canAsk: () => true, answered() {} });
  for (const request of [{ ...SESSION, method: "DELETE" }, { ...SESSION, url: "https://chat.example/api/webchat/bot/b/messages/" }]) line(request, () => {});
  assert.deepEqual(asked.map(({ body }) => body), [SESSION.body, SESSION.body]);
});

test("a function is asked for another token once when the server refuses one, a text is not", async () => {
  const asks = [];
  const source = ({ refused }) => (asks.push(refused), signed("ada"));
  const { told, open } = stage({ source: () => source, answers: [REFUSED, REFUSED] });
  await open();
  assert.deepEqual([asks, told.heard], [[false, true], [REFUSED.concat([undefined])]]);
  assert.deepEqual(told.asked[0], { method: "POST", token: "old", locale: "de", user_token: signed("ada") });
  const text = stage({ source: () => signed("ada"), answers: [REFUSED] });
  await text.open();
  assert.deepEqual([text.told.asked.length, text.told.heard.length], [1, 1]);
});

test("a function that fails is told of, and is a network that failed", async () => {
  const { told, open } = stage({ source: () => () => { throw new Error("no back end"); } });
  await open();
  assert.deepEqual([told.heard, told.asked, told.complaints], [[[0]], [], ["userToken failed: no back end"]]);
});

test("a page where somebody else signs in meanwhile is not theirs", async () => {
  const users = ["ada", "ada", "bob"];
  const { own, told, open } = stage({ source: () => signed(users.shift()), answers: [TAKEN] });
  await own.arrive();
  await open();
  await open();
  assert.deepEqual([told.asked.length, told.heard.length, told.quits], [1, 1, 1]);
});

test("a merge keeps what is here, once, and never what is somebody's", async () => {
  const at = "parlour:https://chat.example|b";
  const place = storage({ [at]: '{"token":"T"}' });
  const { own, told, open } = stage({ source: () => undefined, places: [place], answers: [TAKEN, TAKEN, TAKEN] });
  await own.arrive();
  await open();
  const done = own.identify({ token: signed("ada"), merge: true });
  await turn();
  assert.deepEqual(told.acts, ["renew"]);
  await open();
  await done;
  assert.deepEqual([told.asked[1].merge, place.map.has(at), place.map.get(at.replace(":", ":who:"))], [true, true, who(signed("ada"))]);
  await open();
  assert.equal(told.asked[2].merge, undefined);

  const next = own.identify({ token: signed("bob"), merge: true });
  await turn();
  assert.deepEqual(told.acts, ["renew", "logout", "renew"]);
  own.close();
  await assert.rejects(next, { code: "destroyed" });
});

test("who was here before leaves a token behind, which is revoked", async () => {
  const at = "parlour:https://chat.example|b";
  const place = storage({ [at]: '{"token":"T","outbox":[]}', [at.replace(":", ":who:")]: "ada" });
  const { own, told } = stage({ source: () => undefined, places: [place] });
  await own.arrive();
  assert.deepEqual([told.asked, [...place.map]], [[{ method: "DELETE", token: "T" }], []]);
});

test("messages of who was here before go first, and those of whoever comes back stay", async () => {
  const at = "parlour:https://chat.example|b";
  const place = storage({ [at]: '{"token":"T"}', [at.replace(":", ":who:")]: who(signed("ada")) });
  const seen = [];
  const wipe = async () => void seen.push(place.getItem(at));
  await stage({ source: () => signed("ada"), places: [place], wipe }).own.arrive();
  assert.deepEqual(seen, []);
  await stage({ source: () => signed("bob"), places: [place], wipe }).own.arrive();
  assert.deepEqual([seen, place.getItem(at)], [['{"token":"T"}'], null]);
  // Where nothing lies, nothing is touched.
  await stage({ source: () => signed("bob"), places: [storage()], wipe }).own.arrive();
  assert.equal(seen.length, 1);
});

test("while nobody can tell whose it is, nothing that is kept is shown, and where nothing is the session asks again", async () => {
  const at = "parlour:https://chat.example|b";
  let isAway = true;
  const source = () => async () => {
    if (isAway) throw new Error("away");
    return signed("ada");
  };
  const full = stage({ source, places: [storage({ [at]: "{}", [at.replace(":", ":who:")]: "ada" })] });
  await assert.rejects(full.own.arrive(), /away/);
  const { own, told, open } = stage({ source, places: [storage()], answers: [TAKEN] });
  await own.arrive();
  await open();
  isAway = false;
  await open();
  assert.deepEqual([told.heard.map(([status]) => status), told.asked[0].user_token, told.quits], [[0, 201], signed("ada"), 0]);
});
