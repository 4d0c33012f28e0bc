// What `cargo xtask bench peers` hands on.
import { parseArgs } from "node:util";

/** @returns {{rounds: number, only: string[], messages: number, talk: number, json: boolean}} */
export function options(given = process.argv.slice(2)) {
  const { values } = parseArgs({
    args: given,
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string", default: "" },
      messages: { type: "string", default: "10000" },
      talk: { type: "string", default: "30" },
      json: { type: "boolean", default: false },
    },
  });
  const whole = (name, least) => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < least) throw new Error(`--${name} is ${values[name]}; it is a whole number of at least ${least}`);
    return number;
  };
  return {
    rounds: whole("rounds", 1),
    only: values.only.split(",").filter(Boolean),
    messages: whole("messages", 0),
    talk: whole("talk", 1),
    json: values.json,
  };
}
