// What the frame is told of the page around it: as much as the page's `page-url` lets a bot know, and how it looks.

/** The variables that carry over (embed contract §5), without `--parlour-`. Those of the launcher stay outside. */
const VARIABLES =
  "accent on-accent surface text muted danger link radius font-size space font header-bg header-text bubble-bot-bg " +
  "bubble-bot-text bubble-visitor-bg bubble-visitor-text bubble-agent-bg bubble-agent-text choice-bg choice-text " +
  "choice-border composer-bg composer-text";

/** `[name, value]` of each variable the page gives. */
export function variables(element) {
  const style = getComputedStyle(element);
  const all = VARIABLES.split(" ").map((name) => ["--parlour-" + name, style.getPropertyValue("--parlour-" + name).trim()]);
  return all.filter(([, value]) => value);
}

/** Calls `changed` when the page may be another than before, without polling; returns what ends it. */
export function follow(changed) {
  // A visitor who goes back to the frame takes the focus from the page; a router moves it by one of the others.
  const heard = [[window, "blur"], [window, "popstate"], [window, "hashchange"], [window.navigation, "navigatesuccess"]];
  const there = heard.filter(([target]) => target);
  for (const [target, name] of there) target.addEventListener(name, changed);
  return () => {
    for (const [target, name] of there) target.removeEventListener(name, changed);
  };
}
