// What `cargo xtask bench peers` hands on.
import { parseArgs } from "node:util";

const SECTIONS = ["bytes", "fast", "warm", "slow", "long"];

/** @returns {{rounds: number, only: string[], sections: string[], messages: number, talk: number, json: boolean}} */
export function options(given = process.argv.slice(2)) {
  const { values } = parseArgs({
    args: given,
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string", default: "" },
      sections: { type: "string", default: SECTIONS.join(",") },
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
  const sections = values.sections.split(",");
  const unknown = sections.filter((name) => !SECTIONS.includes(name));
  if (unknown.length) throw new Error(`--sections ${unknown}: there are ${SECTIONS.join(", ")}`);
  return {
    sections,
    rounds: whole("rounds", 1),
    only: values.only.split(",").filter(Boolean),
    messages: whole("messages", 1),
    talk: whole("talk", 1),
    json: values.json,
  };
}
