// The end of a conversation: how it was, where the bot asks, and the way to another.
//
// `data`: `{place, bearer, told}`: where files would be posted to, beside which the rating lies; the visitor's token
// for it; and the public part of the bot, once it is known, whose `rating` says whether one is asked for. That a
// conversation was rated the server knows, also after a reload, and only here is it asked.
import { css as looks, grades } from "./shared/grades.js";
import { button, css as sheets, made } from "./shared/sheet.js";
import { menu, rating } from "../words/en.js";

export const words = { ...menu, ...rating };

/** Characters of a comment: `RATING_COMMENT_CHARS` of the server's limits.rs. */
const COMMENT_CHARS = 1_000;

export const css = sheets + looks + `
.rated .grades{margin-inline-start:-8px}
.rated>*{margin:0}
.rated>*+*{margin-block-start:6px}
.rated textarea{display:block;inline-size:100%;min-block-size:64px;margin-block:6px 10px;padding:8px 12px;border:1.5px solid var(--_field);border-radius:12px;background:var(--_surface);color:var(--_text);font:inherit;font-size:max(16px,1em);resize:vertical}
.rated .thanks{color:var(--_muted);font-size:.9em}
.rated .thanks:empty{display:none}
.rated:not([hidden])+.go{margin-block-start:16px}
.sheet>.go{inline-size:100%}
`;

export function draw(host, first, tools) {
  const { word, ask } = tools;
  let data = first;
  let asked;
  let kept = 0;
  let said = "";

  const request = (method, body) =>
    (tools.root.fetch ?? fetch)(data.place.replace(/attachments$/, "rating"), {
      method,
      credentials: "omit",
      headers: { Authorization: `Bearer ${data.bearer}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    }).then((response) => (response.ok ? response : Promise.reject(response)));

  const give = (grade, isWhole) => {
    // Seen at once; taken back if the server did not take it.
    press(grade);
    request("PUT", { grade, comment: comment.value }).then(
      () => {
        kept = grade;
        // The focus stays with what was said when its button goes.
        if (isWhole && more.contains(tools.root.activeElement)) stars.buttons[grade - 1].focus();
        more.hidden = isWhole;
        tell("thanks");
      },
      () => {
        press(kept);
        tell("failedUnreachable");
      },
    );
  };
  const stars = grades({ min: 1, max: 5 }, tools, (grade) => give(grade));
  const press = (grade) => stars.buttons.forEach((one, nth) => one.setAttribute("aria-pressed", nth + 1 === grade));
  const title = made("h3");
  const name = made("label", { htmlFor: "comment" });
  const comment = made("textarea", { id: "comment", rows: 2, maxLength: COMMENT_CHARS, dir: "auto" });
  const more = made("div", { hidden: true }, name, comment, button("quiet", () => give(kept, true)));
  const line = made("p", { className: "thanks", role: "status" });
  const rated = made("div", { className: "rated", hidden: true }, title, stars.group, line, more);
  const go = button("go", () => ask("reset", ""));
  const sheet = made("div", { className: "sheet", role: "group" }, rated, go);
  const tell = (key) => {
    said = key;
    update();
  };

  const update = (now = data) => {
    data = now;
    if (data.told?.rating && data.bearer && !asked) {
      asked = request("GET")
        .then((response) => response.json())
        .then(({ grade, comment: before }) => {
          kept = grade || 0;
          comment.value = before || "";
          press(kept);
          rated.hidden = false;
        })
        .catch(() => (asked = undefined));
    }
    // That it has ended stands in the conversation and in the text box: it need not be read a third time.
    sheet.setAttribute("aria-label", word("ended"));
    stars.name((title.textContent = word("rate")));
    name.textContent = word("comment");
    more.lastChild.textContent = word("sendRating");
    line.textContent = said && word(said);
    go.textContent = word("startAgain");
  };
  update();
  host.append(sheet);
  return { update };
}
