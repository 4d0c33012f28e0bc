// A bot that runs in the page (`flow`): what it needs is fetched only where a page asks for it. Part of the chat's glue,
// not of the loader, so that its hashes are behind the glue's own.
import { warn } from "./check.js";
import { tell } from "./config.js";

/**
 * What gives a configuration with a `flow` its `server`, which the chat asks instead of the network. `engine` fetches the
 * engine; it is called by such a configuration only.
 */
export const preparing = (engine) => async (element, config) => {
  if (!config.flow || config.server) return;
  const gateway = element.getAttribute("gateway");
  if (gateway !== null) {
    warn(element, "gateway", gateway, "none beside flow");
    const said = "This chat has a flow and a gateway; it can have one of them.";
    throw Object.assign(new Error(said), { code: "config_invalid", said });
  }
  const { open } = await engine(config);
  try {
    config.server = await open(config, (message) => tell(element, "error", { code: "storage", message }));
  } catch (error) {
    // The visitor sees that there is no chat, whoever wrote the flow sees why.
    console.warn(`Parlour: ${error.said ?? error}`);
    throw error;
  }
};
