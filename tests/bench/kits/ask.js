// The bot that answers the kits: a text in, a text and suggested replies out.

/** @returns {Promise<{text: string, chips: string[]}>} */
export const ask = async (text) => {
  const response = await fetch("/bot/json", { method: "POST", body: JSON.stringify({ text }) });
  return response.json();
};
