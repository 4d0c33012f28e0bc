// Other words in the bot's mouth: what a page may do by `parlour:before-receive`, so that any backend's answers are met.

/** The bot's messages from now on have these actions; each stays as it first was. */
export const instead = (page, actions) =>
  page.evaluate((actions) => {
    window.instead = actions;
    if (window.said) return;
    window.said = {};
    document.addEventListener("parlour:before-receive", ({ detail: { message } }) => {
      if (message.author === "bot") message.actions = window.said[message.id] ??= window.instead;
    });
  }, actions);
