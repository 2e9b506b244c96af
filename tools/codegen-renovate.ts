import { compile, type JSONSchema } from "json-schema-to-typescript";

/** What we keep of Renovate's schema: names and types. Its texts are under another licence and stay there. */
const upstreamText = new Set(["description", "markdownDescription", "title", "default", "examples", "$id", "deprecationMessage"]);

/** Types of Renovate's repository options, and the schema without texts that `desalt generate` checks with. */
export async function renderRenovateOptions(upstream: unknown, banner: string): Promise<{ types: string; schema: string }> {
  const schema = withoutText(upstream, false);
  if (!isSchema(schema)) throw new TypeError("Renovate's schema is not an object");
  const types = await compile(nestingByName(schema), "RenovateOptions", {
    bannerComment: banner,
    additionalProperties: false,
    format: false,
    unreachableDefinitions: false,
  });
  return { types, schema: JSON.stringify(schema) };
}

/** Below `properties` and `definitions` keys are names of options, so that an option called `description` stays. */
function withoutText(value: unknown, keysAreNames: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutText(item, false));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => keysAreNames || !(upstreamText.has(key) || key.startsWith("x-")));
  return Object.fromEntries(
    kept.map(([key, child]) => [key, withoutText(child, !keysAreNames && (key === "properties" || key === "definitions"))]),
  );
}

/**
 * An option that nests all options (`helmfile`, `major`, …) refers to the root, which json-schema-to-typescript would
 * write out anew each time, 40,000 lines in all.
 */
function nestingByName({ not: _not, ...schema }: JSONSchema): JSONSchema {
  const definitions = Object.entries(schema.definitions ?? {}).map(([name, definition]) => {
    if (definition.$ref === "#") return [name, { allOf: [everyOption, ...ownOptions(definition)] }];
    // A package rule takes every option besides its own; the schema checks only its own.
    if (name === "packageRules") return [name, { ...definition, items: { allOf: [everyOption, ...ownOptions(definition)] } }];
    if (name === "hostRules") return [name, { ...definition, items: { allOf: [...ownOptions(definition), credentials] } }];
    return [name, definition];
  });
  return { ...schema, title: "RenovateOptions", definitions: Object.fromEntries(definitions) };
}

const everyOption: JSONSchema = { tsType: "RenovateOptions" };

/** The schema leaves them out. Written out they are refused: a secret is referred to. */
const credentials: JSONSchema = {
  type: "object",
  properties: {
    username: { type: "string" },
    password: { tsType: "`{{ secrets.${string} }}`" },
    token: { tsType: "`{{ secrets.${string} }}`" },
    encrypted: { type: "object", additionalProperties: { type: "string" } },
  },
};

function ownOptions({ items }: JSONSchema): JSONSchema[] {
  return isSchema(items) && !Array.isArray(items) ? (items.allOf ?? []) : [];
}

function isSchema(value: unknown): value is JSONSchema {
  return typeof value === "object" && value !== null;
}
