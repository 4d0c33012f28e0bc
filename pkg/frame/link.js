// The last rung: the launcher is a link to the page that the server draws.

/** Puts the link in the place of the button. */
export function link({ element, root, button, config, ends }) {
  const anchor = document.createElement("a");
  const page = new URL(`${config.gateway}/chat/${encodeURIComponent(config.bot)}`);
  const locale = element.getAttribute("locale");
  if (locale && locale !== "auto") page.searchParams.set("locale", locale);
  if (config.startModule) page.searchParams.set("ref", config.startModule);
  anchor.href = page.href;
  anchor.target = "_blank";
  anchor.rel = "noopener";
  anchor.setAttribute("part", "launcher");
  anchor.setAttribute("aria-label", button.getAttribute("aria-label"));
  // What begins so is shown beside the launcher, and in the modes that have none (launcher.js).
  anchor.title = "The chat opens in a new tab.";
  const hadFocus = root.activeElement === button;
  anchor.append(...button.childNodes);
  button.replaceWith(anchor);
  if (hadFocus) anchor.focus();
  ends.push(() => anchor.remove());
}
