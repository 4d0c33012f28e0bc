// Another chat than the demo's on the page that is open: what an owner of a page would write.

/**
 * Takes the page's own chat off, and puts `<parlour-chat>` with these attributes and properties at the end of
 * `into`; `children` are put into the element, as `[name, attributes, text]`.
 */
export const mount = (page, attributes = {}, { properties = {}, into = "body", children = [] } = {}) =>
  page.evaluate(
    async ({ attributes, properties, into, children }) => {
      await customElements.whenDefined("parlour-chat");
      const before = document.querySelector("parlour-chat");
      const { bot } = before;
      before.remove();
      // What was there ends in the next microtask.
      await new Promise((done) => setTimeout(done));
      const element = document.createElement("parlour-chat");
      for (const [key, value] of Object.entries({ bot, ...attributes })) element.setAttribute(key, value);
      Object.assign(element, properties);
      for (const [name, attributes, text] of children) {
        const child = document.createElement(name);
        for (const key in attributes) child.setAttribute(key, attributes[key]);
        child.append(text);
        element.append(child);
      }
      document.querySelector(into).append(element);
    },
    { attributes, properties, into, children },
  );

/** Paths asked for from now on. */
export function asked(page) {
  const paths = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  return paths;
}
