// Whose a conversation is: a visitor whom the host's own back end knows, and what somebody else left in this place.
// For the chat's window (../parts/identity.js) and for programs without one (../runtime/conversation.js).
import { belongings, proving, token, who } from "./proving.js";

/** Milliseconds for taking a token back that lay here of somebody else; it ends by itself in a day. */
const REVOKE_MS = 10_000;

const quiet = () => {};
const fault = (code, message = code) => Object.assign(new Error(message), { code });
const refusal = () => fault("identity_invalid", "The signed identity was refused.");

/**
 * @param {{gateway: string, bot: string, places: Storage[], line: Function, source: () => unknown,
 *   act: (kind: string) => void, isRunning: () => boolean, mayKeep: () => boolean, quit: () => unknown,
 *   complain: (message: string) => void, wipe?: () => Promise<void>}} self `source`: the page's token or a function that
 *   gives one; `act` tells the machine; `quit`: what runs is somebody else's by now; `wipe` takes away the messages that
 *   wait (unsent.js).
 */
export function whose({ gateway, bot, places, line, source, act, isRunning, mayKeep, quit, complain, wipe = quiet }) {
  const here = belongings(places, `${gateway}|${bot}`);
  /** Who the conversation is of; `undefined` before anybody has acted. */
  let mine;
  let given;
  let isRefused = false;
  /** The session that is being opened. */
  let opening;
  let opened = () => {};
  const waiting = [];

  const from = () => given?.token ?? source();
  const merges = () => !!given?.merge && !mine;
  const keep = () => void (mayKeep() && mine !== undefined && here.mark(mine));
  const end = (settle) => waiting.splice(0).forEach(settle);

  const ask = (again) =>
    token(from(), again).catch((error) => {
      complain(`userToken failed: ${error?.message ?? error}`);
      throw error;
    });

  const proof = async (again) => {
    opening = new Promise((done) => (opened = done));
    const proved = await ask(again).catch((error) => {
      opened();
      throw error;
    });
    const now = who(proved);
    if (mine === undefined) mine = now;
    else if (now !== mine && !merges()) {
      opened();
      return void quit();
    }
    return proved ? { user_token: proved, ...(merges() && { merge: true }) } : {};
  };

  const answered = (status, refused) => {
    opened();
    isRefused = refused;
    if (refused) return end(({ failed }) => failed(refusal()));
    if (status < 200 || status > 299) return;
    if (given?.merge) {
      mine = who(given.token);
      given.merge = false;
    }
    keep();
    end(({ done }) => done());
  };

  return {
    line: proving(line, { proof, answered, canAsk: () => typeof from() === "function" }),
    keep,
    /** Whether the server refused the last one. */
    isRefused: () => isRefused,
    /** Before anything kept here is shown. */
    async arrive() {
      let now;
      try {
        now = who(await ask());
      } catch (error) {
        // Whose this is cannot be told, so nobody may see it; where there is nothing, the session asks again.
        if (here.isEmpty()) return;
        throw error;
      }
      mine = merges() && !here.owner() ? "" : now;
      // First what has no owner written on it: a page that ends here is asked again.
      if (here.owner() !== mine && !here.isEmpty()) await wipe();
      for (const token of here.clear(mine)) {
        line({ method: "DELETE", url: `${gateway}/api/webchat/bot/${bot}/session`, token, ms: REVOKE_MS }, () => {});
      }
      keep();
    },

    /** The page says who the visitor is; without a token, that what it gives as `userToken` has changed. */
    async identify({ token: text, merge } = {}) {
      given = text === undefined ? undefined : { token: text, merge: !!merge };
      if (!isRunning()) return;
      mine ??= "";
      const next = who(await ask());
      await opening;
      if (next === mine && !isRefused) return;
      if (next !== mine && !merges()) {
        act("logout");
        mine = next;
        keep();
      }
      act("renew");
      if (mayKeep()) await new Promise((done, failed) => waiting.push({ done, failed }));
    },

    /** Another tab says whose the browser is. */
    changed: (now) => void (isRunning() && (now || "") !== (mine ?? "") && quit()),

    /** The visitor is gone. */
    left() {
      given = mine = undefined;
      isRefused = false;
      here.mark("");
      end(({ failed }) => failed(refusal()));
    },

    close: () => end(({ failed }) => failed(fault("destroyed"))),
  };
}
