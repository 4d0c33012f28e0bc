// The package's types of the configuration, made from its schema. `config.test.mjs` holds `pkg/config.d.ts` to it.

const HEAD = "// Made from config.schema.json; `PARLOUR_BLESS=1 node --test tests/parts/config.test.mjs` writes it.\n";

const quoted = (value) => JSON.stringify(value);
const named = (reference) => reference.split("/").at(-1);

const kind = (schema) => {
  // What no JSON can be.
  if (schema["x-types"]) return schema["x-types"];
  if (schema.$ref) return named(schema.$ref);
  if (schema.enum) return schema.enum.map(quoted).join(" | ");
  if ("const" in schema) return quoted(schema.const);
  if (schema.anyOf) return schema.anyOf.map(kind).join(" | ");
  if (schema.type === "array") return `${kind(schema.items)}[]`;
  if (schema.type !== "object") return schema.type;
  return `Record<string, ${schema.additionalProperties === true ? "unknown" : kind(schema.additionalProperties)}>`;
};

const told = ({ description, default: standard }) => [description, standard !== undefined && `Default \`${standard}\`.`].filter(Boolean).join(" ");
const comment = (schema, indent) => (told(schema) ? `${indent}/** ${told(schema)} */\n` : "");

const members = ({ properties, required = [] }) =>
  Object.entries(properties).map(([name, schema]) => `${comment(schema, "  ")}  ${name}${required.includes(name) ? "" : "?"}: ${kind(schema)};\n`);

const named_type = (name, schema) =>
  schema.properties
    ? `${comment(schema, "")}export interface ${name} {\n${members(schema).join("")}}\n`
    : `${comment(schema, "")}export type ${name} = ${kind(schema)};\n`;

/** The text of `config.d.ts`. Attributes are properties of the element too: texts, but for what is there or not. */
export function types(schema, attributes) {
  const properties = attributes.map((name) => `  ${name}: ${schema.properties[name].type === "boolean" ? "boolean" : "string"};\n`);
  const objects = Object.entries(schema.properties).filter(([name]) => !attributes.includes(name));
  const given = objects.map(([name, one]) => `  ${name}?: ${kind(one)};\n`);
  const onElement = `/** The configuration as properties of the element; a text that is absent reads as its default. */\nexport interface ConfigProperties {\n${properties.join("")}${given.join("")}}\n`;
  const all = [named_type(schema.title, schema), onElement, ...Object.entries(schema.$defs).map(([name, one]) => named_type(name, one))];
  return [HEAD, ...all].join("\n");
}
