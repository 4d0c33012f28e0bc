// Secrets, taken out of what is told of a request before anybody hears of it.
import { SECRET_CHARS, SECRETS } from "./limits.js";

/** What stands in the place of a secret. */
export const MASK = "•••";

/** Names of headers, of keys of JSON and of parameters whose values are secrets. */
const NAMES = /authorization|cookie|token|secret|passw|^(pass|sig|auth|key|sid|otp|pin)$|access[-_]?key|^parlour-test$|credential|api[-_]?key|signature|bearer|jwt/i;
/** A key of JSON with what it has, if that is a text or a number; any other text too, so that each is read once. */
const PAIR = /("(?:[^"\\]|\\.)*")(?:(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*))?/g;
/** A parameter of an address, wherever that stands: those of visitors' files are signed. */
const PARAMETER = /([?&])([\w.-]+)=([^&#\s"'\\<>]+)/g;
/** A signed token (RFC 7519) anywhere: its first part is JSON, which begins with a brace and a quote. */
const JWT = /\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g;

export const isSecret = (name) => NAMES.test(name);

/** Masks what one chat says and hears: a secret that was seen once is one wherever it stands later. */
export function masking() {
  const known = new Set();

  const learn = (secret) => {
    if (secret.length < SECRET_CHARS) return;
    known.delete(secret);
    known.add(secret);
    if (known.size > SECRETS) known.delete(known.values().next().value);
  };
  const look = (value, isOne) => {
    if (typeof value === "string") return isOne && learn(value);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) look(inner, isOne || isSecret(key));
  };

  const text = (text) => {
    try {
      look(JSON.parse(text), false);
    } catch {
      // No JSON, or too deep: pairs of it are still found.
    }
    const parameter = (pair, mark, name, value) => {
      if (!isSecret(name)) return pair;
      learn(value);
      return `${mark}${name}=${MASK}`;
    };
    let masked = text.replace(PARAMETER, parameter).replace(PAIR, (pair, key, colon) => (colon && isSecret(key.slice(1, -1)) ? `${key}${colon}"${MASK}"` : pair)).replace(JWT, MASK);
    for (const secret of known) {
      for (const written of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) masked = masked.replaceAll(written, MASK);
    }
    return masked;
  };

  return {
    text,
    headers(headers) {
      const masked = {};
      for (const [name, value] of Object.entries(headers)) {
        if (!isSecret(name)) {
          masked[name] = text(String(value));
          continue;
        }
        const [, scheme = "", secret] = /^([\w-]+ +)?(.*)$/s.exec(String(value));
        learn(secret);
        masked[name] = scheme + MASK;
      }
      return masked;
    },
  };
}
