// A request as a line for a shell. Its secrets are masked already: whoever runs it puts their own.

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {{method: string, url: string, headers: object, body?: string}} request of the wire */
export function curl({ method, url, headers = {}, body }) {
  const parts = ["curl", "-X", method, quoted(url)];
  for (const [name, value] of Object.entries(headers)) parts.push("-H", quoted(`${name}: ${value}`));
  if (body) parts.push("--data-raw", quoted(body));
  return parts.join(" ");
}
