/** The reference of every option, made from the schema that desalt checks with: run `npm run docs` after a change of it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly properties?: { readonly [key: string]: Schema };
  readonly required?: readonly string[];
  readonly $ref?: string;
}

interface Root extends Schema {
  readonly definitions: { readonly [name: string]: Schema };
}

const typeNames: { readonly [type: string]: string } = { object: "map", array: "list" };

const sections = [
  { title: "The fleet", definition: undefined, text: "The literal that `defineFleet` takes, and the top of `desalt.yaml`." },
  { title: "Environments", definition: "environment", text: "`environments.<name>`." },
  { title: "Clusters", definition: "cluster", text: "`environments.<name>.clusters.<name>`." },
  {
    title: "Repositories",
    definition: "repository",
    text: "`repositories.<name>`. In TypeScript `helmRepository(url, options)` and `ociRepository(url, options)` write `url` and `oci`.",
  },
  { title: "Releases", definition: "release", text: "`releases.<name>`. Any option may be `null`: as if nobody had said it." },
  { title: "Defaults", definition: "releaseDefaults", text: "`defaults`: what every release starts from." },
  {
    title: "What differs in an environment",
    definition: "releaseOverride",
    text: "`releases.<name>.environments.<name>`: `false` removes the release there.",
  },
  {
    title: "What differs in a cluster",
    definition: "clusterOverride",
    text: "`releases.<name>.environments.<name>.clusters.<name>`: `false` where the release is not installed.",
  },
  { title: "GitOps", definition: "gitops", text: "`gitops`. [gitops.md](gitops.md) shows the whole flow." },
  { title: "What a render may remove", definition: "removal", text: "`gitops.removal`." },
  { title: "Argo CD", definition: "argocd", text: "`gitops.argocd`." },
  { title: "Destinations", definition: "destination", text: "`gitops.argocd.destinations.<name>`." },
  { title: "Retries", definition: "retry", text: "`gitops.argocd.retry`." },
  { title: "The plugin", definition: "plugin", text: "`gitops.argocd.plugin`." },
] as const;

/** Renders docs/config.md from schemas/desalt.schema.json. */
export function renderConfigDoc(root: Root): string {
  const parts = ["# Every option", "", "Made from `schemas/desalt.schema.json`, with which desalt checks a config, by `npm run docs`.", ""];
  for (const { title, definition, text } of sections) {
    const schema = definition === undefined ? root : root.definitions[definition];
    if (schema?.properties === undefined) throw new Error(`the schema has no definition "${definition}"`);
    parts.push(`## ${title}`, "", text, "", "| option | type | meaning |", "|---|---|---|");
    for (const [key, property] of Object.entries(schema.properties)) {
      if (key === "$schema") continue;
      const name = schema.required?.includes(key) === true ? `**\`${key}\`**` : `\`${key}\``;
      parts.push(`| ${name} | ${renderType(property, root)} | ${cell(describe(property, root))} |`);
    }
    parts.push("");
  }
  parts.push("Options in bold are required. `helmfile` and `renovate` take the keys of helmfile and Renovate as they are.", "");
  return parts.join("\n");
}

function describe(schema: Schema, root: Root): string {
  return schema.description ?? (schema.$ref === undefined ? "" : (follow(schema, root)?.description ?? ""));
}

function renderType(schema: Schema, root: Root): string {
  const types = [...new Set(listTypes(schema, root))].filter((type) => type !== "null");
  return types.join(" or ");
}

function listTypes(schema: Schema, root: Root): string[] {
  if (schema.$ref !== undefined) {
    const target = follow(schema, root);
    if (schema.$ref.endsWith("/duration")) return ["duration"];
    return target === undefined ? ["map"] : listTypes(target, root);
  }
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((option) => listTypes(option, root));
  if (schema.allOf !== undefined) return schema.allOf.flatMap((part) => listTypes(part, root));
  if (schema.enum !== undefined) return schema.enum.map((value) => (value === null ? "null" : `\`"${value}"\``));
  if (schema.const !== undefined) return [`\`${JSON.stringify(schema.const)}\``];
  return [schema.type ?? "any"].flat().map((type) => typeNames[type] ?? type);
}

/** What a reference within the schema points to; `undefined` for one into another schema. */
function follow({ $ref = "" }: Schema, root: Root): Schema | undefined {
  if (!$ref.startsWith("#/definitions/")) return undefined;
  let found: Schema | undefined;
  for (const key of $ref.slice("#/definitions/".length).split("/")) {
    if (key === "properties") continue;
    found = found === undefined ? root.definitions[key] : found.properties?.[key];
  }
  return found;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}

/** Renders the reference from the schema on disk. */
export async function loadConfigDoc(): Promise<string> {
  return renderConfigDoc(JSON.parse(await readFile(join(import.meta.dirname, "../schemas/desalt.schema.json"), "utf8")));
}

if (import.meta.main) await writeFile(join(import.meta.dirname, "../docs/config.md"), await loadConfigDoc());
